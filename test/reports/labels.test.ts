import assert from "node:assert/strict";
import { test } from "node:test";
import { DAY } from "#server/platform/clock.ts";
import { deflectionReport } from "#server/reports/deflection.ts";
import { brokenLink, hashOf } from "#server/reports/goal.ts";
import { setGoal } from "#server/reports/goal-setting.ts";
import { goalVersions } from "#server/reports/goal-store.ts";
import { rebuildWeeks } from "#server/reports/rebuilding.ts";
import { codeBook, DEFINITION } from "#server/tickets/code-book.ts";
import { labelTicket, resolveTicket } from "#server/tickets/resolving.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask, readerOf } from "#test/tickets/question.ts";
import { countElsewhere, EXAMPLE } from "./weeks.ts";

const TERMS = {
  target: 0.6,
  baselineFrom: "2026-W15",
  baselineTo: "2026-W22",
  denominator: "eligible" as const,
  definition: DEFINITION,
  reason: "",
};

/** Four basic questions of four needs, each with a label. */
async function askFour(house: House): Promise<number[]> {
  const { ctx, cast } = house;
  const numbers: number[] = [];
  for (const person of [cast.ada, cast.zoe])
    for (const category of ["branches", null]) {
      const number = await ask(house, person, "How do I rename a branch?", { category });
      await resolveTicket(ctx, cast.bo, readerOf(cast.bo), number, { label: "basic-uncovered", article: null });
      numbers.push(number);
    }
  return numbers;
}

onEachEngine("Labels in the report", (engine) => {
  test("corrections after the freeze leave the figure and the weeks as they were, and stand beside them", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx, cast, wait, settle } = house;
    const numbers = await askFour(house);
    await wait(20 * DAY);
    await countElsewhere(ctx, EXAMPLE, "2026-W26");
    const before = await deflectionReport(ctx);
    assert.equal(before.labels.withCorrections, null);
    assert.equal(before.weeks.at(-3)?.basic, 16, "twelve counted elsewhere and four asked here");
    for (const number of numbers.slice(0, 3))
      await labelTicket(ctx, cast.cy, readerOf(cast.cy), number, { label: "not-basic", article: null }, "A defect.");
    await wait(DAY);
    await settle();
    const { labels, headline, weeks } = await deflectionReport(ctx, { from: "2026-W23", to: "2026-W26" });
    assert.deepEqual(labels.corrections, { baseline: 0, current: 3 });
    assert.equal(weeks.at(-3)?.basic, 16);
    assert.equal(headline?.reduction, before.headline?.reduction);
    const fewer = 3 / (EXAMPLE.basic.slice(8).reduce((sum, basic) => sum + basic, 0) + 4);
    const wanted = 1 - (1 - (headline?.reduction ?? 0)) * (1 - fewer);
    assert.ok(Math.abs((labels.withCorrections?.reduction ?? 0) - wanted) < 1e-9, String(labels.withCorrections));
    const facts = () => ctx.db.selectFrom("weekly_fact").selectAll().orderBy("week").execute();
    const counted = await facts();
    await rebuildWeeks(ctx);
    assert.deepEqual(await facts(), counted);
    const cy = await house.as(cast.cy);
    const page = (await cy.get("/reports/deflection?from=2026-06-01&to=2026-06-28")).text;
    assert.match(page, /3 labels were corrected after they froze; the figure is \d+%.* with the corrections\./);
    assert.match(page, /Figure with the corrections/);
    const csv = (await cy.get("/reports/deflection.csv?from=2026-W23&to=2026-W26")).text;
    assert.match(csv, /corrected_labels,basic_with_corrections/);
    assert.match(csv, /2026-W24,.*,3,13,0,16,0/);
  });

  test("a locked baseline keeps its figures, and shows what corrections in it would change", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx, cast, wait, settle } = house;
    const numbers = await askFour(house);
    await wait(20 * DAY);
    await countElsewhere(ctx, { basic: [...EXAMPLE.basic], exposure: [...EXAMPLE.exposure] }, "2026-W26");
    await wait(7 * 7 * DAY);
    await countElsewhere(ctx, { basic: [9, 12, 8, 11], exposure: [110, 110, 112, 112] }, "2026-W32");
    await setGoal(ctx, cast.cy, 0, { ...TERMS, baselineFrom: "2026-W19", baselineTo: "2026-W26" });
    for (const number of numbers)
      await labelTicket(ctx, cast.cy, readerOf(cast.cy), number, { label: "not-basic", article: null }, "A defect.");
    await wait(DAY);
    await settle();
    const { labels, weeks, headline } = await deflectionReport(ctx, { from: "2026-W29", to: "2026-W32" });
    const week = weeks.find((line) => line.week === "2026-W24");
    assert.deepEqual([week?.isLocked, week?.basic, week?.basic_corrected], [true, 16, 12]);
    assert.deepEqual(labels.corrections, { baseline: 4, current: 0 });
    assert.ok((labels.withCorrections?.reduction ?? 1) < (headline?.reduction ?? 0));
  });

  test("everybody judges by the definition of the goal, and its hash holds the definition", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx, cast } = house;
    assert.equal((await codeBook(ctx)).definition, DEFINITION);
    await countElsewhere(ctx, EXAMPLE);
    await setGoal(ctx, cast.cy, 0, TERMS);
    await setGoal(ctx, cast.cy, 1, { ...TERMS, definition: "Basic is what one article answers.", reason: "Shorter." });
    assert.equal((await codeBook(ctx)).definition, "Basic is what one article answers.");
    const number = await ask(house, cast.ada, "How?");
    const page = (await (await house.as(cast.bo)).get(`/tickets/${number}/resolution`)).text;
    assert.match(page, /Basic is what one article answers\./);
    const versions = await goalVersions(ctx.db);
    assert.equal(brokenLink(versions), null);
    const [first, second] = versions;
    assert.ok(first && second);
    assert.notEqual(hashOf({ ...second, definition: DEFINITION }), second.hash);
    assert.equal(brokenLink([{ ...first, definition: "Something else." }, second])?.version, 1);
  });
});
