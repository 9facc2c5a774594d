import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { importEvents, type PastEvent } from "#server/journeys/importing.ts";
import { noteEvent, type Reader } from "#server/journeys/journal.ts";
import { optOut } from "#server/journeys/opting-out.ts";
import { DAY, HOUR, MINUTE, WEEK } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { noteOutage } from "#server/platform/outages.ts";
import { writeSettings } from "#server/platform/settings.ts";
import { VERSION } from "#server/platform/version.ts";
import { collectedIn, eventFigures } from "#server/reports/collecting.ts";
import { deflectionReport } from "#server/reports/deflection.ts";
import { recountWeeksOf } from "#server/reports/importing.ts";
import { rebuildMeasures } from "#server/reports/rebuilding.ts";
import { refreshWeeks } from "#server/reports/refreshing.ts";
import type { WeekLine } from "#server/reports/series.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask } from "#test/tickets/question.ts";
import { countElsewhere, EXAMPLE } from "./weeks.ts";

const by = (personId: number, kind: Reader["kind"] = "dev"): Reader => ({ personId, kind, token: `visit ${personId}` });
const VIEW = { type: "view", article: "create-branch", revision: 1 } as const;
const READING = { type: "reading", article: "create-branch", activeMs: 9000 } as const;

const weeksOf = (ctx: Context) => ctx.db.selectFrom("weekly_collector").selectAll().orderBy("week").execute();
const events = async (ctx: Context, week: string) => (await weeksOf(ctx)).find((one) => one.week === week)?.events;

/** Everything that is derived from events, to the byte. */
async function derived({ db }: Context): Promise<string> {
  const tables = ["journey", "weekly_fact", "weekly_team", "weekly_asker", "weekly_article", "weekly_journey"] as const;
  const more = ["weekly_place", "weekly_search", "weekly_collector", "weekly_exposure", "weekly_tenure"] as const;
  const all = [];
  for (const table of [...tables, ...more]) {
    const rows = (await db.selectFrom(table).selectAll().execute()).map((row) => JSON.stringify(row)).sort();
    all.push(table, ...rows);
  }
  return all.join("\n");
}

onEachEngine("How well events are collected", (engine) => {
  async function open(t: { after(close: () => Promise<void>): void }) {
    const house = await buildHouse({ engine });
    t.after(house.close);
    return house;
  }

  test("each week keeps how much was written down, by which version and with which clocks", async (t) => {
    const { ctx, cast, wait } = await open(t);
    const now = ctx.clock.now();
    noteEvent(ctx, by(cast.ada.id), VIEW);
    noteEvent(ctx, by(cast.ada.id), READING, { clientAt: now + 5 * MINUTE });
    noteEvent(ctx, by(cast.zoe.id), READING, { clientAt: now - 5 * MINUTE - 1 });
    for (const kind of ["bot", "service", "support", "preview"] as const) noteEvent(ctx, by(cast.bo.id, kind), VIEW);
    await wait(11 * MINUTE);
    const [week] = await weeksOf(ctx);
    assert.deepEqual(week, {
      week: "2026-W24",
      events: 3,
      clocks: 2,
      skewed: 1,
      schemas: "[2]",
      apps: JSON.stringify([VERSION]),
    });
    await wait(200 * DAY);
    assert.equal((await ctx.db.selectFrom("event").selectAll().execute()).length, 0);
    await rebuildMeasures(ctx);
    assert.deepEqual((await weeksOf(ctx))[0], week, "kept when the events are forgotten");
  });

  test("weeks whose events were forgotten long ago are not counted over and over", async (t) => {
    const house = await open(t);
    const { ctx, cast, wait } = house;
    await ask(house, cast.ada);
    await wait(200 * DAY);
    // As in a portal that is brought up to date.
    await ctx.db.deleteFrom("weekly_collector").execute();
    let counted = 0;
    while (counted < 100 && (await refreshWeeks(ctx))) counted += 1;
    assert.ok(counted > 20 && counted < 40, `${counted} weeks were counted`);
  });

  test("a silent week, another way of recording and wrong clocks warn, each with its number", async (t) => {
    const house = await open(t);
    const { ctx } = house;
    const line = (week: string, active: number | null = 5) => ({ week, active }) as WeekLine;
    const keep = (week: string, more: Record<string, unknown> = {}) =>
      ctx.db
        .insertInto("weekly_collector")
        .values({ week, events: 9, clocks: 3, skewed: 0, schemas: "[1]", apps: '["1.0.0"]', ...more })
        .execute();
    const [baseline, current] = [
      ["2026-W10", "2026-W11", "2026-W12"],
      ["2026-W18", "2026-W19", "2026-W20"],
    ].map((weeks) => weeks.map((week) => line(week))) as [WeekLine[], WeekLine[]];
    const read = async () => eventFigures(await collectedIn(ctx, baseline, current));
    await keep("2026-W10", { events: 0, schemas: "[]", apps: "[]" });
    for (const week of ["2026-W11", "2026-W12", "2026-W18"]) await keep(week);
    assert.deepEqual(await read(), { eventTroubles: 0, collectorChanges: 0, skewedClocks: 0 });

    await keep("2026-W19", { events: 0, schemas: "[]", apps: "[]" });
    await keep("2026-W20", { schemas: "[1,2]", apps: '["1.0.0","1.1.0"]', skewed: 2 });
    await noteOutage(ctx, {
      from: Date.UTC(2026, 3, 28),
      to: Date.UTC(2026, 3, 28) + 6 * MINUTE,
      reason: "clock set back",
    });
    await noteOutage(ctx, {
      from: Date.UTC(2026, 3, 29),
      to: Date.UTC(2026, 3, 29) + MINUTE,
      reason: "clock set back",
    });
    assert.deepEqual(await read(), { eventTroubles: 1, collectorChanges: 1, skewedClocks: 3 });
    assert.deepEqual((await collectedIn(ctx, baseline, current))?.silentWeeks, ["2026-W19"]);
    current.push(line("2026-W21", null));
    assert.equal((await read()).eventTroubles, 2, "a week nobody watched and nobody was active in");
    assert.equal(await collectedIn(ctx, baseline, []), null);
  });

  test("the check names its numbers on the page, and they open their meaning", async (t) => {
    const house = await open(t);
    const { ctx, cast } = house;
    await countElsewhere(ctx, EXAMPLE);
    await ctx.db.deleteFrom("weekly_collector").execute();
    const around = { clocks: 3, schemas: "[2]", apps: '["1.0.0"]' };
    for (const week of ["2026-W20", "2026-W21", "2026-W22", "2026-W23"])
      await ctx.db
        .insertInto("weekly_collector")
        .values({ week, events: 10, skewed: week === "2026-W21" ? 1 : 0, ...around })
        .execute();
    const { trust } = await deflectionReport(ctx);
    const check = trust.results.find(({ key }) => key === "events");
    assert.deepEqual([check?.outcome, check?.measured.map(({ value }) => value)], ["warn", [0, 0, 1]]);
    const page = (await (await house.as(cast.cy)).get("/reports/deflection")).text;
    assert.match(page, /href="#def-collected"/);
    assert.match(page, /id="def-collected"/);
    assert.match(page, /1 of 12/);
  });

  test("late events open the weeks they belong to again, and a rebuild finds what the jobs found", async (t) => {
    const { ctx, cast, wait, settle } = await open(t);
    noteEvent(ctx, by(cast.ada.id), { type: "search", q: "rebase", results: 1, source: "page" });
    await wait(MINUTE);
    await wait(3 * WEEK);
    const late = ctx.clock.now() - 2 * WEEK;
    const past: PastEvent[] = [0, 1].map((place) => ({
      id: `late ${place}`,
      at: late + place * MINUTE,
      personId: cast.zoe.id,
      isStaff: false,
      session: "old",
      happening: place === 0 ? { type: "search", q: "old words", results: 2, source: "import" } : VIEW,
    }));
    assert.equal(await events(ctx, "2026-W25"), 0);
    const active = async () =>
      (await ctx.db.selectFrom("weekly_fact").select("active").where("week", "=", "2026-W25").executeTakeFirst())
        ?.active;
    assert.equal(await active(), 1);
    await importEvents(ctx, past);
    await recountWeeksOf(
      ctx,
      past.map(({ at }) => at),
    );
    await wait(2 * MINUTE);
    assert.deepEqual([await events(ctx, "2026-W25"), await active()], [2, 2]);
    const searches = await ctx.db.selectFrom("weekly_search").select(["week", "searches", "zone"]).execute();
    assert.deepEqual(
      searches.find(({ week }) => week === "2026-W25"),
      { week: "2026-W25", searches: 1, zone: "UTC" },
    );
    await settle();
    const before = await derived(ctx);
    await rebuildMeasures(ctx);
    assert.equal(await derived(ctx), before);
  });

  test("opting out moves no event into another week, whatever the zone", async (t) => {
    const { ctx, cast, wait } = await open(t);
    await writeSettings(ctx, { timeZone: "Asia/Tokyo" });
    await wait(11 * MINUTE);
    // Monday, twenty past midnight in Tokyo: still Sunday in UTC.
    await wait(Date.UTC(2026, 5, 14, 15, 20) - ctx.clock.now());
    noteEvent(ctx, by(cast.ada.id), VIEW);
    await wait(HOUR);
    assert.deepEqual([await events(ctx, "2026-W24"), await events(ctx, "2026-W25")], [0, 1]);
    await optOut(ctx, cast.ada);
    await rebuildMeasures(ctx);
    assert.deepEqual([await events(ctx, "2026-W24"), await events(ctx, "2026-W25")], [0, 1]);
  });
});

/** What people did in three weeks: who, when and what. */
const doings = fc.array(
  fc.record({
    who: fc.nat(1),
    at: fc.integer({ min: 0, max: 3 * WEEK }),
    what: fc.constantFrom("search", "view", "reading", "solved", "ask_open"),
    article: fc.constantFrom("create-branch", "no-commits-found"),
    kind: fc.constantFrom("dev", "dev", "dev", "bot"),
  }),
  { minLength: 1, maxLength: 15 },
);
type Doing = { who: number; at: number; what: string; article: string; kind: string };

test("order of arrival, repetition and robots change no journey and no week", async (t) => {
  const houses: House[] = [];
  t.after(async () => {
    for (const house of houses) await house.close();
  });
  const open = async () => {
    const house = await buildHouse();
    houses.push(house);
    await house.wait(4 * WEEK);
    return house;
  };
  const [one, other] = [await open(), await open()];
  const { timeOrigin, cast } = { timeOrigin: one.ctx.clock.now() - 4 * WEEK, cast: one.cast };
  const eventFor = ({ who, at, what, article, kind }: Doing, place: number): PastEvent => ({
    id: `event ${String(place).padStart(3, "0")}`,
    at: timeOrigin + at,
    personId: who === 0 ? cast.ada.id : cast.zoe.id,
    isStaff: kind === "bot",
    session: "s",
    happening: happeningOf(what, article),
  });
  const everyWeek = [0, 1, 2, 3].map((week) => timeOrigin + week * WEEK);
  const bring = async ({ ctx, settle }: House, past: PastEvent[]) => {
    await importEvents(ctx, past);
    await recountWeeksOf(ctx, everyWeek);
    await settle();
  };
  const clear = async ({ ctx }: House) => {
    for (const table of ["search_text", "event", "journey", "stale_reader", "reader", "weekly_search"] as const)
      await ctx.db.deleteFrom(table).execute();
    for (const table of ["weekly_fact", "weekly_exposure", "weekly_collector", "weekly_article"] as const)
      await ctx.db.deleteFrom(table).execute();
    for (const table of ["weekly_journey", "weekly_place"] as const) await ctx.db.deleteFrom(table).execute();
  };
  await fc.assert(
    fc
      .asyncProperty(doings, fc.integer(), async (doings, seed) => {
        const all = doings.map(eventFor);
        const people = all.filter(({ isStaff }) => !isStaff);
        await bring(one, people);
        const mixed = [...all, ...all].sort((a, b) => hash(a.id, seed) - hash(b.id, seed));
        for (const event of mixed) await importEvents(other.ctx, [event]);
        await bring(other, mixed);
        const [expected, found] = [await figuresOf(one), await figuresOf(other)];
        assert.equal(found, expected);
        await rebuildMeasures(other.ctx);
        assert.equal(await figuresOf(other), expected, "and so does counting all of it anew");
      })
      .afterEach(async () => {
        for (const house of [one, other]) await clear(house);
      }),
    { numRuns: 12 },
  );
});

function happeningOf(what: string, article: string): PastEvent["happening"] {
  if (what === "search") return { type: "search", q: article, results: 1, source: "import" };
  if (what === "view") return { type: "view", article, revision: 1 };
  if (what === "reading") return { type: "reading", article, activeMs: 20_000 };
  if (what === "solved") return { type: "solved", article, where: "article" };
  return { type: "ask_open", category: null, severity: "normal" };
}

/** Without aliases, which are drawn by lot in each house, and without the hour at which it was counted. */
async function figuresOf({ ctx }: House): Promise<string> {
  const names = new Map(
    (await ctx.db.selectFrom("reader").selectAll().execute()).map((one) => [one.alias, one.person_id]),
  );
  const journeys = await ctx.db.selectFrom("journey").selectAll().orderBy("id").execute();
  const told = journeys.map(({ reader, ...rest }) => ({ ...rest, reader: names.get(reader ?? "") }));
  const weeks = [];
  for (const table of ["weekly_article", "weekly_journey", "weekly_place", "weekly_collector"] as const)
    weeks.push((await ctx.db.selectFrom(table).selectAll().execute()).map((row) => JSON.stringify(row)).sort());
  const facts = await ctx.db.selectFrom("weekly_fact").select(["week", "active"]).orderBy("week").execute();
  const searches = await ctx.db.selectFrom("weekly_search").selectAll().orderBy("week").execute();
  const counted = searches.filter(({ searches }) => searches > 0).map(({ counted_at: _at, ...row }) => row);
  return JSON.stringify([told, weeks, facts, counted]);
}

const hash = (text: string, seed: number) =>
  [...`${text}${seed}`].reduce((sum, sign) => (Math.imul(sum, 31) + (sign.codePointAt(0) ?? 0)) | 0, 7);
