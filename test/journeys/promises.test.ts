import assert from "node:assert/strict";
import { test } from "node:test";
import { byPortal } from "#server/audit/trail.ts";
import { noteEvent, type Reader } from "#server/journeys/journal.ts";
import { optOut } from "#server/journeys/opting-out.ts";
import { SENTENCES } from "#server/journeys/pages.ts";
import { openLibrary } from "#server/knowledge/library.ts";
import { addPerson } from "#server/people/actions.ts";
import { findPerson } from "#server/people/directory.ts";
import type { Person } from "#server/people/person.ts";
import { DAY, HOUR, MINUTE, WEEK } from "#server/platform/clock.ts";
import { articlesReport } from "#server/reports/articles-report.ts";
import { deflectionReport } from "#server/reports/deflection.ts";
import { rebuildMeasures, rebuildWeeks } from "#server/reports/rebuilding.ts";
import { rooms } from "#server/rooms.ts";
import { sendMessage } from "#server/tickets/replying.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask, says } from "#test/tickets/question.ts";

/** Each promise of the privacy page that no other test holds us to, by how its sentence begins. */
const promise = (begins: string) => {
  const found = SENTENCES.filter((sentence) => sentence.startsWith(begins));
  assert.equal(found.length, 1, `no sentence begins with “${begins}”`);
  return found[0] as string;
};

const by = (person: Person): Reader => ({ personId: person.id, kind: "dev", token: `visit of ${person.name}` });
const SECRET = "xylophone quagmire";

async function moreAskers({ ctx }: House, many: number): Promise<Person[]> {
  const people: Person[] = [];
  for (let count = 0; count < many; count += 1) {
    const account = {
      email: `more${count}@example.test`,
      name: `More ${count}`,
      role: "requester",
      team: null,
    } as const;
    people.push((await findPerson(ctx, await addPerson(ctx, byPortal, account))) as Person);
  }
  return people;
}

/** Every page, file and address without a place in it, as somebody who may see the most. */
async function everythingSeenBy(house: House, person: Person): Promise<Map<string, string>> {
  const visitor = await house.as(person);
  const paths = rooms(house.ctx).filter(({ method, path }) => method === "get" && !path.includes(":"));
  const seen = new Map<string, string>();
  for (const { path } of paths) if (!/sign-|events|live/.test(path)) seen.set(path, (await visitor.get(path)).text);
  return seen;
}

onEachEngine("The privacy page promises", (engine) => {
  async function open(t: { after(close: () => Promise<void>): void }) {
    const house = await buildHouse({ engine });
    t.after(house.close);
    await openLibrary(house.ctx, () => {});
    return house;
  }

  test(`${promise("Nobody can look up")} ${promise("What fewer than three")}`, async (t) => {
    const house = await open(t);
    const { ctx, cast, wait } = house;
    const [first, second] = await moreAskers(house, 2);
    assert.ok(first && second);
    const search = (person: Person) =>
      noteEvent(ctx, by(person), { type: "search", q: SECRET, results: 0, answered: false, source: "page" });
    noteEvent(ctx, by(first), { type: "view", article: "create-branch", revision: 1 });
    await wait(HOUR);
    for (const person of [first, second]) search(person);
    await wait(MINUTE);
    await wait(WEEK + HOUR);
    const aliases = (await ctx.db.selectFrom("reader").select("alias").execute()).map(({ alias }) => alias);
    for (const person of [cast.bo, cast.cy, cast.dee]) {
      const seen = await everythingSeenBy(house, person);
      assert.ok(seen.size > 15, `only ${seen.size} pages`);
      for (const [path, text] of seen) {
        assert.ok(!text.includes("xylophone"), `${path} shows ${person.name} what two people searched`);
        for (const alias of aliases) assert.ok(!text.includes(alias), `${path} shows an alias`);
      }
    }
    search(cast.ada);
    await wait(20 * MINUTE);
    const gaps = (await (await house.as(cast.cy)).get("/reports/gaps")).text;
    assert.match(gaps, /xylophone/, "three people may be shown");
    for (const { name } of [first, second, cast.ada]) assert.ok(!gaps.includes(name), `${name} is named`);
  });

  test("an article one person opens every week is not shown, however often", async (t) => {
    const house = await open(t);
    const { ctx, cast, wait } = house;
    for (let week = 0; week < 4; week += 1) {
      noteEvent(ctx, by(cast.ada), { type: "search", q: "branch", results: 1, source: "page" });
      noteEvent(ctx, by(cast.ada), { type: "view", article: "create-branch", revision: 1 });
      noteEvent(ctx, by(cast.ada), { type: "solved", article: "create-branch", where: "article" });
      await wait(WEEK);
    }
    const report = await articlesReport(ctx, { from: "2026-W24", to: "2026-W27" });
    assert.deepEqual([report.rows.length, report.hidden, report.totals.readers], [0, 1, 4]);
    const { journeys } = await deflectionReport(ctx, { from: "2026-W24", to: "2026-W27" });
    assert.ok(journeys.weeks.every(({ confirmed }) => confirmed === null || confirmed === 0));
    assert.equal(journeys.counts.confirmed + journeys.counts.pending, 4, "it is counted all the same");
  });

  test(promise("Before words are stored"), async (t) => {
    const house = await open(t);
    const { ctx, cast, wait } = house;
    const ada = await house.as(cast.ada);
    const typed = "merge fails for eve@corp.example at 10.1.2.3 token ghp_abcdefghijklmnopqrstuvwxyz0123456789";
    await ada.get(`/search?q=${encodeURIComponent(typed)}`);
    await wait(MINUTE);
    const stored = JSON.stringify([
      await ctx.db.selectFrom("search_text").selectAll().execute(),
      await ctx.db.selectFrom("event").selectAll().execute(),
    ]);
    assert.match(stored, /merge fails for/);
    for (const secret of ["eve@", "10.1.2.3", "ghp_"]) assert.ok(!stored.includes(secret), secret);
  });

  test(promise("The words of searches are deleted"), async (t) => {
    const house = await open(t);
    const { ctx, cast, wait } = house;
    noteEvent(ctx, by(cast.ada), { type: "search", q: SECRET, results: 1, source: "page" });
    noteEvent(ctx, by(cast.ada), { type: "view", article: "create-branch", revision: 1 });
    await wait(MINUTE);
    const left = async () => [
      (await ctx.db.selectFrom("search_text").selectAll().execute()).length,
      (await ctx.db.selectFrom("event").selectAll().execute()).length,
      (await ctx.db.selectFrom("journey").selectAll().execute()).length,
    ];
    await wait(90 * DAY - HOUR);
    assert.deepEqual(await left(), [1, 2, 1]);
    await wait(2 * HOUR);
    assert.deepEqual(await left(), [0, 2, 1]);
    await wait(90 * DAY);
    assert.deepEqual(await left(), [0, 0, 1], "only counts remain");
    await wait(WEEK);
    await rebuildMeasures(ctx);
    assert.deepEqual(await left(), [0, 0, 1]);
  });

  test(promise("We set no cookies"), async (t) => {
    const house = await open(t);
    const known = /^(?:__Host-)?(?:session|visitor|flash|visit|known|browser|tz|zone|keys)$/;
    for (const person of [null, house.cast.ada, house.cast.cy]) {
      const visitor = await house.as(person);
      for (const path of ["/", "/search?q=branch", "/articles/create-branch", "/ask", "/privacy"]) {
        const { headers } = await visitor.get(path);
        for (const cookie of headers.getSetCookie()) {
          assert.match(cookie.split("=")[0] ?? "", known, `${path} sets ${cookie}`);
          assert.match(cookie, /HttpOnly/i);
        }
        assert.match(headers.get("content-security-policy") ?? "", /default-src '(?:self|none)'/, path);
        assert.doesNotMatch(headers.get("content-security-policy") ?? "", /https?:\/\//, `${path} lets others in`);
      }
    }
  });

  test(promise("Tickets are no part of this"), async (t) => {
    const house = await open(t);
    const { ctx, cast, wait } = house;
    const ada = await house.as(cast.ada);
    const asked = {
      subject: `About the ${SECRET}`,
      body: `The ${SECRET} is gone.`,
      category: "branches",
      urgency: "normal",
    };
    await ada.get("/ask");
    assert.equal((await ada.post("/ask/suggestions", asked)).status, 200);
    assert.equal((await ada.post("/ask", asked)).location, "/ask/check");
    await ada.get("/ask/check");
    const number = await ask(house, cast.ada, asked.subject);
    await sendMessage(ctx, cast.bo, by(cast.bo), number, says(`Where was the ${SECRET}?`));
    await wait(MINUTE);
    const stored = JSON.stringify([
      await ctx.db.selectFrom("search_text").selectAll().execute(),
      await ctx.db.selectFrom("event").selectAll().execute(),
      await ctx.db.selectFrom("journey").selectAll().execute(),
    ]);
    assert.match(stored, /ask_open/);
    assert.ok(!stored.includes("xylophone"), stored.slice(0, 500));
  });

  test(promise("You can cut the thread"), async (t) => {
    const house = await open(t);
    const { ctx, cast, wait } = house;
    const others = await moreAskers(house, 6);
    const everybody = [cast.ada, cast.zoe, ...others];
    const read = (people: readonly Person[]) => {
      for (const person of people) noteEvent(ctx, by(person), { type: "view", article: "create-branch", revision: 1 });
    };
    const active = async () =>
      new Map(
        (await ctx.db.selectFrom("weekly_fact").select(["week", "active"]).execute()).map((one) => [
          one.week,
          one.active,
        ]),
      );
    read(everybody);
    await wait(HOUR);
    assert.equal((await active()).get("2026-W24"), 8);
    await wait(WEEK);
    for (const person of [cast.ada, cast.zoe]) await optOut(ctx, person);
    await wait(HOUR);
    await rebuildWeeks(ctx);
    assert.equal((await active()).get("2026-W24"), 8, "the count stays and names nobody");
    await wait(5 * WEEK);
    read(others.slice(0, 3));
    read([cast.ada]);
    await wait(HOUR);
    const later = (await active()).get("2026-W30");
    assert.equal(later, 4, "three of six who are recorded: the two others are taken to be as active");
    await rebuildWeeks(ctx);
    assert.equal((await active()).get("2026-W30"), 4);
  });
});
