import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import pg from "pg";
import { HOUR } from "#server/platform/clock.ts";
import { marked, passageOf } from "#server/tickets/passage.ts";
import { sendMessage } from "#server/tickets/replying.ts";
import { readTicketQuery } from "#server/tickets/search-query.ts";
import { writeDown } from "#server/tickets/writing.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { until } from "#test/support/until.ts";
import type { Visitor } from "#test/support/visitor.ts";
import { ask, note, readerOf, says } from "./question.ts";

test("what is typed is a number, words, or somebody's name", () => {
  const cases: [unknown, number | null, string[], string | null][] = [
    ["T-12", 12, ["t", "12"], null],
    ["#7", 7, ["7"], null],
    ["t-12 fails", null, ["t", "12", "fails"], null],
    ["from:eva replica lag", null, ["replica", "lag"], "eva"],
    ['lag from:"Eva Novák"', null, ["lag"], "Eva Novák"],
    ["from:", null, ["from"], null],
    ["xfrom:eva", null, ["xfrom", "eva"], null],
    ["", null, [], null],
    [["a", "b"], null, [], null],
    ["\u0000 a\ud800", null, ["a"], null],
  ];
  for (const [typed, number, words, from] of cases) {
    const query = readTicketQuery(typed);
    assert.deepEqual([query.number, query.words, query.from], [number, words, from], String(typed));
  }
});

test("what was looked for is marked, and the message is cut around it", () => {
  const text = (pieces: { text: string; isMatch: boolean }[]) =>
    pieces.map(({ text, isMatch }) => (isMatch ? `[${text}]` : text)).join("");
  assert.equal(text(marked("create_branch Branches", ["branch"])), "create_[branch] [Branches]");
  assert.equal(text(marked("Café", ["cafe"])), "[Café]");
  assert.equal(text(marked("nothing here", ["x1"])), "nothing here");
  const long = `${"before ".repeat(40)}the needle stands here ${"after ".repeat(60)}`;
  const cut = text(passageOf(long, ["needle"]));
  assert.match(cut, /^… .*the \[needle\] stands here .* …$/);
  assert.ok(cut.length < 200);
});

onEachEngine("finding tickets", (engine) => {
  let house: House;
  let bo: Visitor;
  let ada: Visitor;
  before(async () => {
    house = await buildHouse({ engine });
    bo = await house.as(house.cast.bo);
    ada = await house.as(house.cast.ada);
    const { ctx, cast } = house;
    const first = await ask(house, cast.ada, "Replica lag alarm", { message: writeDown("It is nine minutes behind.") });
    await ask(house, cast.zoe, "Zoe's replica", { message: writeDown("Mine too, since the café opened.") });
    await sendMessage(ctx, cast.bo, readerOf(cast.bo), first, says("A long **vacuum** holds it back."));
    await sendMessage(ctx, cast.bo, readerOf(cast.bo), first, note("Known: the HIDDENWORD of team Payments."));
  });
  after(() => house.close());

  const found = async (visitor: Visitor, typed: string) => {
    const { text } = await visitor.get(`/tickets/search?q=${encodeURIComponent(typed)}`);
    return [...text.matchAll(/<a href="\/tickets\/(\d+)"><strong>/g)].map((one) => Number(one[1]));
  };

  test("by words of the subject, of messages and of notes, newest first", async () => {
    assert.deepEqual(await found(bo, "replica"), [2, 1]);
    assert.deepEqual(await found(bo, "REPLICA lag"), [1]);
    assert.deepEqual(await found(bo, "vacuum"), [1]);
    assert.deepEqual(await found(bo, "hiddenw"), [1]);
    assert.deepEqual(await found(bo, "cafe"), [2]);
    assert.deepEqual(await found(bo, "vacuum nine"), [], "all words stand in one message");
    assert.deepEqual(await found(bo, "nowhere"), []);
    const { text } = await bo.get("/tickets/search?q=vacuum");
    assert.match(text, /<b>Bo Answers:<\/b> A long \*\*<mark>vacuum<\/mark>\*\* holds it back\./);
    assert.match((await bo.get("/tickets/search?q=hiddenword")).text, /Internal note/);
  });

  test("by number, and by who asked", async () => {
    assert.equal((await bo.get("/tickets/search?q=T-1")).location, "/tickets/1");
    assert.equal((await ada.get("/tickets/search?q=%231")).location, "/tickets/1");
    assert.equal((await ada.get("/tickets/search?q=2")).status, 200, "somebody else's is not there");
    assert.deepEqual(await found(bo, "from:zoe@example.test"), [2]);
    assert.deepEqual(await found(bo, 'from:"Ada Asks" replica'), [1]);
    assert.deepEqual(await found(bo, "from:ada hiddenword"), [1]);
    assert.deepEqual(await found(bo, "from:nobody"), []);
    const { text } = await bo.get("/tickets/search?q=Ada");
    assert.match(
      text,
      /href="\/tickets\/search\?q=from%3Aada%40example\.test"[^>]*>.*Everything Ada Asks asked \(Payments\)/,
    );
  });

  test("who asked finds their own, and of notes not even that there are any", async () => {
    assert.deepEqual(await found(ada, "replica"), [1]);
    assert.deepEqual(await found(ada, "vacuum"), [1]);
    const steady = (text: string) => text.replace(/hiddenword|hiddenx/gi, "W");
    const hidden = await ada.get("/tickets/search?q=hiddenword");
    const missing = await ada.get("/tickets/search?q=hiddenx");
    assert.equal(steady(hidden.text), steady(missing.text));
    assert.deepEqual(await found(ada, "from:zoe replica"), [1]);
    assert.deepEqual(await found(ada, "from:zoe"), []);
    assert.doesNotMatch((await ada.get("/tickets/search?q=zoe")).text, /Everything Zoe/);
    assert.equal((await (await house.as(null)).get("/tickets/search?q=replica")).status, 303);
  });

  // SQLite has answered before anybody could leave.
  if (engine === "postgres")
    test("who closes the page stops the search, too", async () => {
      const { databaseUrl } = house.ctx.config;
      const [other, watching] = [new pg.Client(databaseUrl), new pg.Client(databaseUrl)];
      await Promise.all([other.connect(), watching.connect()]);
      const searches = async () => {
        const looking = "wait_event_type = 'Lock' and query like '%ticket_text%'";
        const { rows } = await watching.query(
          `select 1 from pg_stat_activity where datname = current_database() and ${looking}`,
        );
        return rows.length;
      };
      await other.query("begin; lock table ticket_text in access exclusive mode");
      const leaving = new AbortController();
      const page = fetch(`${await house.address()}/tickets/search?q=replica`, {
        headers: { cookie: bo.cookie },
        signal: leaving.signal,
      });
      try {
        await until(async () => (await searches()) === 1);
        leaving.abort();
        await assert.rejects(page, /aborted/);
        await until(async () => (await searches()) === 0);
      } finally {
        await Promise.all([other.end(), watching.end()]);
      }
      assert.deepEqual(await found(bo, "replica"), [2, 1]);
    });

  test("the older ones are a page further, without gaps or doubles", async () => {
    for (let place = 0; place < 70; place += 1) await ask(house, house.cast.ada, `Paged pagedword ${place}`);
    await house.wait(HOUR);
    const seen: number[] = [];
    let address: string | undefined = "/tickets/search?q=pagedword";
    for (let page = 0; address && page < 6; page += 1) {
      const { text }: { text: string } = await ada.get(address);
      assert.ok(text.length < 30_000);
      seen.push(...[...text.matchAll(/<a href="\/tickets\/(\d+)"><strong>/g)].map((one) => Number(one[1])));
      address = /href="([^"]+)">Older/.exec(text)?.[1]?.replaceAll("&amp;", "&");
    }
    assert.equal(seen.length, 70);
    assert.deepEqual(
      seen,
      [...new Set(seen)].sort((one, other) => other - one),
    );
  });

  test("nothing that is typed breaks it", async () => {
    for (const typed of ["*", '"', "'", "a' OR 1=1 --", "NEAR(", "from:%", 'from:"', "\\", "(", "🙂", "x".repeat(5000)])
      assert.equal((await ada.get(`/tickets/search?q=${encodeURIComponent(typed)}`)).status, 200, typed);
    assert.equal((await ada.get("/tickets/search")).status, 200);
    assert.equal((await bo.get("/tickets/search?q=replica&before=abc")).status, 200);
  });
});
