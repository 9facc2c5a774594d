import assert from "node:assert/strict";
import { test } from "node:test";
import { noteEvent, type Reader, recordEvent } from "#server/journeys/journal.ts";
import { LIMITS } from "#server/journeys/limits.ts";
import { DAY, HOUR, MINUTE, WEEK } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { shiftWeek, weekCalendar } from "#server/platform/weeks.ts";
import { deflectionReport } from "#server/reports/deflection.ts";
import { journeyFigures } from "#server/reports/journey-figures.ts";
import { rebuildMeasures } from "#server/reports/rebuilding.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse } from "#test/support/house.ts";

const HERE = "/reports/deflection/journeys";
const USUAL = { quiet: "30", retyping: "30", apart: "24", ripening: "7", uncategorised: "24", longestEstimate: "60" };
const by = (personId: number): Reader => ({ personId, kind: "dev", token: "a visit" });
const search = (q: string) => ({ type: "search", q, results: 1, source: "page" }) as const;
const journeys = (ctx: Context) => ctx.db.selectFrom("journey").selectAll().orderBy("started_at").execute();

onEachEngine("How journeys are told apart", (engine) => {
  async function open(t: { after(close: () => Promise<void>): void }) {
    const house = await buildHouse({ engine });
    t.after(house.close);
    return house;
  }

  test("managers change a limit with a reason, journeys are told again, and all of it shows", async (t) => {
    const house = await open(t);
    const { ctx, cast, wait } = house;
    noteEvent(ctx, by(cast.ada.id), search("rebase"));
    await wait(HOUR);
    noteEvent(ctx, by(cast.ada.id), search("token"));
    await wait(MINUTE);
    assert.equal((await journeys(ctx)).length, 2);

    const [cy, bo] = [await house.as(cast.cy), await house.as(cast.bo)];
    assert.equal((await bo.get(HERE)).status, 404);
    assert.equal((await bo.post(HERE, { ...USUAL, quiet: "90", reason: "No." })).status, 403);
    const page = (await cy.get(HERE)).text;
    for (const [name, value] of Object.entries(USUAL))
      assert.match(page, new RegExp(`name="${name}"[^>]*value="${value}"`));
    const wrong = await cy.post(HERE, { ...USUAL, quiet: "1000", reason: "" });
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /Minutes of quiet that end a session must lie between 5 and 240\./);
    assert.match(wrong.text, /value="1000"/);
    assert.match(wrong.text, /The reason needs at least 3 characters\./);

    assert.equal(
      (await cy.post(HERE, { ...USUAL, quiet: "90", reason: "People come back from lunch." })).location,
      HERE,
    );
    await wait(MINUTE);
    const [whole, ...more] = await journeys(ctx);
    assert.equal(more.length, 0, "an hour of quiet goes on with the same session");
    assert.equal(JSON.parse(whole?.data ?? "{}").limits.quiet, 90 * MINUTE);
    const { journeys: told, notes } = await deflectionReport(ctx);
    assert.equal(told.limits.quiet, 90 * MINUTE);
    assert.ok(notes.some(({ sentence, madeBy }) => /other limits/.test(sentence) && madeBy === "Cy Leads"));
    const deeds = await ctx.db.selectFrom("audit_entry").selectAll().execute();
    assert.ok(JSON.stringify(deeds).includes("People come back from lunch."));
    assert.match((await (await house.as(cast.cy)).get(HERE)).text, /name="quiet"[^>]*value="90"/);

    const before = await journeys(ctx);
    await rebuildMeasures(ctx);
    assert.deepEqual(await journeys(ctx), before);
    await cy.post(HERE, { ...USUAL, quiet: "90", reason: "Nothing new." });
    assert.equal((await deflectionReport(ctx)).notes.length, notes.length, "nothing changed, nothing is said");
  });

  test("read strictly, any question within the time takes back that it helped", async (t) => {
    const { ctx, cast, wait } = await open(t);
    for (const person of [cast.ada, cast.zoe]) {
      noteEvent(ctx, by(person.id), search("branch"));
      noteEvent(ctx, by(person.id), { type: "view", article: "create-branch", revision: 1 });
      noteEvent(ctx, by(person.id), { type: "solved", article: "create-branch", where: "article" });
    }
    await wait(2 * DAY);
    await recordEvent(ctx, by(cast.zoe.id), { type: "ticket_created", ticket: 1, category: "billing" });
    await wait(MINUTE);
    const calendar = weekCalendar("UTC");
    const read = () => {
      const last = shiftWeek(calendar.weekOf(ctx.clock.now()), -1);
      return journeyFigures(ctx, { from: "2026-W24", to: "2026-W24" }, [], last);
    };
    const young = await read();
    assert.deepEqual([young.counts.pending, young.strict], [2, null], "too young for either");
    for (const later of [8 * DAY, 5 * WEEK]) {
      await wait(later);
      const { counts, bounds, strict } = await read();
      assert.equal(counts.confirmed, 2);
      assert.deepEqual([bounds?.lower, bounds?.upper], [1, 1]);
      assert.deepEqual(strict, { lower: 0.5, upper: 0.5 });
    }
    await rebuildMeasures(ctx);
    assert.deepEqual((await read()).strict, { lower: 0.5, upper: 0.5 });
    assert.deepEqual((await read()).limits, LIMITS);
  });
});
