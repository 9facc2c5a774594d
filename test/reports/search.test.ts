import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { recordEvent } from "#server/journeys/journal.ts";
import { dice, swapped } from "#server/knowledge/swapping.ts";
import { honestPlaces } from "#server/measure/position.ts";
import type { Person } from "#server/people/person.ts";
import { DAY, MINUTE, SECOND, WEEK } from "#server/platform/clock.ts";
import { type SearchStep, searchesDone } from "#server/reports/search-steps.ts";
import type { SearchAnswer } from "#server/search/search.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";

const search = (at: number, text: string, results: number | null = 5): SearchStep => ({
  at,
  type: "search",
  text,
  results,
});
const click = (at: number, rank: number): SearchStep => ({ at, type: "click", rank });

test("what is typed on the way to another wording is one search, and one said again is told", () => {
  assert.deepEqual(searchesDone([search(0, "rebase"), search(3 * SECOND, "rebase conflict"), click(9 * SECOND, 2)]), [
    { results: 5, isReformulated: false, msToClick: 6 * SECOND, rank: 2, swap: null },
  ]);
  const again = searchesDone([search(0, "merge"), search(2 * MINUTE, "conflict")]);
  assert.deepEqual(
    again.map(({ isReformulated }) => isReformulated),
    [true, false],
  );
  const later = searchesDone([search(0, "merge"), search(6 * MINUTE, "conflict")]);
  assert.deepEqual(
    later.map(({ isReformulated }) => isReformulated),
    [false, false],
  );
  const same = searchesDone([search(0, "merge"), search(2 * MINUTE, "merge")]);
  assert.deepEqual(
    same.map(({ isReformulated }) => isReformulated),
    [false, false],
    "a second page is no other wording",
  );
  const chosen = searchesDone([search(0, "merge"), click(SECOND, 1), search(2 * SECOND, "merge base")]);
  assert.deepEqual(
    chosen.map(({ rank, isReformulated }) => [rank, isReformulated]),
    [
      [1, false],
      [null, false],
    ],
  );
  assert.deepEqual(searchesDone([search(0, "mer", null)]), [], "the list while typing is no finished search");
  assert.equal(searchesDone([search(0, "merge"), click(31 * MINUTE, 1)])[0]?.rank, null, "another session");
});

const answer = (slugs: string): SearchAnswer =>
  ({ results: slugs.split("").map((slug) => ({ slug })), isLikely: false }) as unknown as SearchAnswer;
const order = (drawn: SearchAnswer) => drawn.results.map(({ slug }) => slug).join("");

test("one list in a hundred swaps its first place, each of the next four as often, and loses nothing", () => {
  assert.deepEqual(
    [order(swapped(answer("abcdef"), [0.5, 0])), swapped(answer("abcdef"), [0.5, 0]).swap],
    ["abcdef", 1],
  );
  assert.deepEqual([order(swapped(answer("abcdef"), [0, 0])), swapped(answer("abcdef"), [0, 0]).swap], ["bacdef", 2]);
  assert.deepEqual(order(swapped(answer("abcdef"), [0, 0.99])), "ebcdaf");
  assert.deepEqual(order(swapped(answer("ab"), [0, 0.99])), "ba");
  const counts = new Map<number, number>();
  for (let draw = 0; draw < 40_000; draw += 1) {
    const [whether, where] = dice(Buffer.from(String(draw * 7919).padStart(16, "x")).toString("base64url"));
    assert.ok(whether >= 0 && whether < 1 && where >= 0 && where < 1);
    const swap = swapped(answer("abcdef"), [(((draw * 0.754877) % 1) + 1) % 1, (draw * 0.56984) % 1]).swap ?? 0;
    counts.set(swap, (counts.get(swap) ?? 0) + 1);
  }
  const many = 40_000 - (counts.get(1) ?? 0);
  assert.ok(Math.abs(many - 400) < 60, `${many} of 40,000 swapped`);
  for (const place of [2, 3, 4, 5]) assert.ok(Math.abs((counts.get(place) ?? 0) - 100) < 40, `place ${place}`);
});

test("F22: the worth of a place is how often the same result is chosen there", () => {
  const [second, third] = honestPlaces([
    { place: 1, shown: 1000, chosen: 300 },
    { place: 2, shown: 100, chosen: 15 },
    { place: 3, shown: 50, chosen: 3 },
  ]);
  assert.equal(second?.ratio, 0.5);
  // SE² = 0.85/15 + 0.7/300; exp(±1.96 × 0.2429).
  assert.ok(Math.abs((second?.low ?? 0) - 0.3106) < 0.0005 && Math.abs((second?.high ?? 0) - 0.8049) < 0.0005);
  assert.deepEqual([third?.ratio, third?.low], [null, null], "three choices say nothing");
  assert.throws(() => honestPlaces([{ place: 2, shown: 1, chosen: 2 }]), /clicks at place 2/);
});

onEachEngine("search health", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
    const people: Person[] = [house.cast.ada, house.cast.zoe];
    const about = { email: "eve@example.test", name: "Eve", role: "requester", team: null, theme: "system" } as const;
    const rest = { password_hash: null, time_zone: null, language: null, created_at: 0, disabled_at: null };
    const { id } = await house.ctx.db
      .insertInto("person")
      .values({ ...about, ...rest })
      .returning("id")
      .executeTakeFirstOrThrow();
    people.push({ ...house.cast.ada, id });
    for (const [place, person] of people.entries()) await look(person, place);
    await look(house.cast.bo, 0, "support");
    await house.wait(WEEK);
    await look(house.cast.ada, 0);
    await house.wait(WEEK);
  });
  after(() => house.close());

  const look = async ({ id }: Person, place: number, kind: "dev" | "support" = "dev") => {
    const reader = { personId: id, kind, token: `t${id}` };
    const filters = { category: "", type: "", page: 1 };
    const note = (happening: Parameters<typeof recordEvent>[2]) => recordEvent(house.ctx, reader, happening);
    await note({ type: "search", q: "merge fails", results: place === 2 ? 0 : 4, source: "page", filters });
    await note({ type: "impression", list: "search", articles: [["a", 1]], swap: 1 });
    await house.wait(4 * SECOND);
    if (place < 2)
      await note({ type: "click", article: "no-commits-found", revision: 1, list: "search", rank: place + 1 });
  };

  test("counts readers' searches week by week, and hides a week of few", async () => {
    const cy = await house.as(house.cast.cy);
    const { weeks, places } = JSON.parse((await cy.get("/reports/search.json")).text);
    assert.equal(weeks.length, 2);
    assert.deepEqual([weeks[0].searches, weeks[0].readers], [3, 3]);
    assert.ok(Math.abs(weeks[0].zeroResultRate - 1 / 3) < 1e-9);
    assert.deepEqual([weeks[0].msToFirstClick, weeks[0].meanReciprocalRank], [4000, 0.5]);
    assert.deepEqual([weeks[1].searches, weeks[1].zeroResultRate], [0, null], "one reader");
    assert.deepEqual(places, []);
    const { text } = await cy.get("/reports/search");
    assert.match(text, /4\.0 s/);
    assert.match(text, /too few/);
    assert.match((await cy.get("/reports/search.csv")).text, /2026-W24,.*3,3,0\.33/);
  });

  test("keeps what was counted when the events are forgotten, and counts nothing twice", async () => {
    const before = await house.ctx.db.selectFrom("weekly_search").selectAll().orderBy("week").execute();
    await house.wait(200 * DAY);
    const later = await house.ctx.db.selectFrom("weekly_search").selectAll().orderBy("week").execute();
    assert.deepEqual(later.slice(0, 1), before.slice(0, 1));
  });

  test("swaps are off until an admin switches them on, and others cannot", async () => {
    const { cast, as, ctx } = house;
    const [cy, dee, ada] = [await as(cast.cy), await as(cast.dee), await as(cast.ada)];
    assert.equal((await cy.post("/reports/search/swaps", { swaps: "on" })).status, 403);
    assert.doesNotMatch((await cy.get("/reports/search")).text, /Swap one list/);
    const words = ["branch", "access", "error", "reference", "permission storage", "commit table grows"].find(
      (words) => {
        const { isLikely, results } = ctx.search.search({ words, audience: "signed-in" });
        return !isLikely && results.length > 1;
      },
    );
    assert.ok(words, "a list without a likely answer");
    const address = `/search?q=${encodeURIComponent(words)}`;
    const impressions = () =>
      ctx.db
        .selectFrom("event")
        .select("data")
        .where("type", "=", "impression")
        .where("at", "=", ctx.clock.now())
        .execute();
    await ada.get(address);
    await house.settle();
    assert.ok((await impressions()).every(({ data }) => !data.includes("swap")));
    assert.equal((await dee.post("/reports/search/swaps", { swaps: "on" })).location, "/reports/search#swaps");
    await house.wait(MINUTE);
    await ada.get(address);
    await house.settle();
    const [noted] = await impressions();
    assert.match(noted?.data ?? "", /"swap":[1-5]/);
    await house.wait(MINUTE);
    await dee.get(address);
    await house.settle();
    assert.ok(
      (await impressions()).every(({ data }) => !data.includes("swap")),
      "never for staff",
    );
    const trail = await ctx.db.selectFrom("audit_entry").select("action").orderBy("seq", "desc").executeTakeFirst();
    assert.equal(trail?.action, "let lists swap places");
  });
});
