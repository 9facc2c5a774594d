import assert from "node:assert/strict";
import { test } from "node:test";
import { noteEvent, type Reader, recordEvent } from "#server/journeys/journal.ts";
import { optOut } from "#server/journeys/opting-out.ts";
import { openLibrary } from "#server/knowledge/library.ts";
import { DAY, MINUTE } from "#server/platform/clock.ts";
import { weekCalendar } from "#server/platform/weeks.ts";
import { countArticleWeek } from "#server/reports/article-weeks.ts";
import { rebuildMeasures } from "#server/reports/rebuilding.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { pageTokenIn } from "./page-tokens.ts";

const by = (personId: number): Reader => ({ personId, kind: "dev", token: "a visit" });

async function readSomething({ ctx, cast, wait }: House): Promise<void> {
  for (const person of [cast.ada, cast.zoe]) {
    noteEvent(ctx, by(person.id), { type: "search", q: "my secret trouble", results: 1, source: "page" });
    noteEvent(ctx, by(person.id), { type: "view", article: "create-branch", revision: 1 });
    noteEvent(ctx, by(person.id), { type: "solved", article: "create-branch", where: "article" });
    await recordEvent(ctx, by(person.id), { type: "ticket_created", ticket: person.id, category: "billing" });
  }
  await wait(MINUTE);
}

onEachEngine("Privacy", (engine) => {
  test("whoever opts out leaves counts behind, and nothing that leads to them", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx, cast } = house;
    await readSomething(house);
    const count = async () =>
      (await ctx.db.selectFrom("event").select("type").orderBy("type").execute()).map(({ type }) => type);
    const outcomes = async () =>
      (await ctx.db.selectFrom("journey").select(["week", "outcome"]).orderBy("outcome").execute()).map(
        ({ week, outcome }) => `${week} ${outcome}`,
      );
    const [events, journeys] = [await count(), await outcomes()];
    const ada = await ctx.db
      .selectFrom("reader")
      .selectAll()
      .where("person_id", "=", cast.ada.id)
      .executeTakeFirstOrThrow();

    await optOut(ctx, cast.ada);
    assert.deepEqual(await count(), events);
    assert.deepEqual(await outcomes(), journeys);
    const left = await ctx.db.selectFrom("event").selectAll().where("reader", "is", null).execute();
    assert.equal(left.length, 4);
    for (const { session, ticket, at } of left) assert.deepEqual([session, ticket, at % DAY], [null, null, 0]);
    const everything = JSON.stringify([
      await ctx.db.selectFrom("event").selectAll().execute(),
      await ctx.db.selectFrom("journey").selectAll().execute(),
      await ctx.db.selectFrom("stale_reader").selectAll().execute(),
    ]);
    assert.ok(!everything.includes(ada.alias));
    assert.equal((await ctx.db.selectFrom("search_text").selectAll().execute()).length, 1);

    await rebuildMeasures(ctx);
    assert.deepEqual(await outcomes(), journeys, "building anew does not lose them");
  });

  test("what they do afterwards is counted without alias, words and time of day", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx, cast, wait } = house;
    await optOut(ctx, cast.ada);
    await wait(7 * MINUTE);
    await readSomething(house);
    const own = await ctx.db.selectFrom("event").selectAll().where("reader", "is", null).execute();
    assert.equal(own.length, 4);
    for (const { session, ticket, at } of own) assert.deepEqual([session, ticket, at % (60 * MINUTE)], [null, null, 0]);
    assert.equal((await ctx.db.selectFrom("search_text").selectAll().execute()).length, 1);
    assert.equal((await ctx.db.selectFrom("reader").selectAll().execute()).length, 1);
  });

  test("an article keeps the credit that somebody gave it who opted out", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx, cast } = house;
    await readSomething(house);
    const calendar = weekCalendar("UTC");
    const credit = async () => {
      await countArticleWeek(ctx, calendar, "2026-W24");
      return ctx.db.selectFrom("weekly_article").selectAll().execute();
    };
    const before = await credit();
    await optOut(ctx, cast.ada);
    assert.deepEqual(await credit(), before);
  });

  test("the page says it in ten sentences, and one click decides", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx, cast } = house;
    const ada = await house.as(cast.ada);
    const page = await ada.get("/privacy");
    assert.equal(page.text.match(/<li>[A-Z][^<]+\.<\/li>/g)?.length, 10);
    assert.match(page.text, /90 days.*180 days/s);
    assert.equal((await ada.post("/privacy/recording", { recorded: "no" })).status, 303);
    assert.equal((await ada.post("/privacy/recording", { recorded: "no" })).status, 303);
    assert.match((await ada.get("/privacy")).text, /Nothing is recorded about you/);
    assert.equal((await ctx.db.selectFrom("reader_opt_out").selectAll().execute()).length, 1);
    await ada.post("/privacy/recording", { recorded: "yes" });
    assert.equal((await ctx.db.selectFrom("reader_opt_out").selectAll().execute()).length, 0);
    const stranger = await house.as(null);
    assert.match((await stranger.get("/privacy")).text, /You are not signed in/);
    assert.equal((await stranger.post("/privacy/recording", { recorded: "no" })).status, 403);
  });

  test("a page tells how long it was read, once however often it is sent", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx, cast, wait } = house;
    await openLibrary(ctx, () => {});
    const ada = await house.as(cast.ada);
    const page = pageTokenIn((await ada.get("/articles/create-branch")).text);
    await wait(20_000);
    const id = "7f3e1c52-0a1b-4c3d-9e8f-0123456789ab";
    const told = { id, type: "reading", page, article: "create-branch", activeMs: 16_000 };
    const events = JSON.stringify([told]);
    assert.equal((await ada.post("/events", { events })).status, 200);
    assert.equal((await ada.post("/events", { events })).status, 200);
    assert.equal((await ada.post("/events", { events, _csrf: "wrong" })).status, 403);
    await wait(MINUTE);
    const readings = await ctx.db.selectFrom("event").select("data").where("type", "=", "reading").execute();
    assert.deepEqual(
      readings.map(({ data }) => JSON.parse(data).activeMs),
      [16000],
    );
    const [journey] = await ctx.db.selectFrom("journey").select("data").execute();
    assert.deepEqual(
      JSON.parse(journey?.data ?? "{}").reads.map((read: { activeMs: number; isEstimated: boolean }) => [
        read.activeMs,
        read.isEstimated,
      ]),
      [[16000, false]],
    );
  });
});
