import assert from "node:assert/strict";
import { test } from "node:test";
import { deflectionReport } from "#server/reports/deflection.ts";
import { setGoal } from "#server/reports/goal-setting.ts";
import { rebuildMeasures } from "#server/reports/rebuilding.ts";
import { DEFINITION } from "#server/tickets/code-book.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse } from "#test/support/house.ts";
import { countElsewhere, EXAMPLE } from "./weeks.ts";

onEachEngine("What speaks for the figure and against it", (engine) => {
  test("seventeen checks stand beside the figure, and what nobody measured is no check passed", async (t) => {
    const { ctx, close } = await buildHouse({ engine });
    t.after(close);
    await countElsewhere(ctx, EXAMPLE);
    const { trust, adjusted, outlook } = await deflectionReport(ctx);
    assert.equal(trust.results.length, 17);
    const outcomes = new Map(trust.results.map(({ key, outcome }) => [key, outcome]));
    assert.equal(outcomes.get("labels"), "pass");
    assert.equal(outcomes.get("sample-ratio"), "not measured");
    assert.equal(adjusted.strata, null);
    assert.ok(adjusted.control !== null && adjusted.control.reduction > 0);
    assert.equal(outlook, null, "four weeks make no trend");
  });

  test("a failing check disputes the verdict in the same sentence", async (t) => {
    const { ctx, close } = await buildHouse({ engine });
    t.after(close);
    const weeks = { basic: [30, 32, 31, 29, 30, 33, 30, 31, 6, 5, 6, 7], exposure: Array(12).fill(100) };
    await countElsewhere(ctx, weeks);
    const other = (week: string, count: number) =>
      ctx.db.updateTable("weekly_fact").set({ other: count }).where("week", "=", week).execute();
    for (const week of ["2026-W20", "2026-W21", "2026-W22", "2026-W23"]) await other(week, 55);
    const { sentence, trust } = await deflectionReport(ctx);
    assert.deepEqual(trust.failed.slice(0, 1), ["questions were labelled differently than before"]);
    assert.match(sentence, /disputed: questions were labelled differently than before/);
  });

  test("an edit after the lock is told for ever", async (t) => {
    const { ctx, cast, close } = await buildHouse({ engine });
    t.after(close);
    await countElsewhere(ctx, EXAMPLE);
    const terms = {
      target: 0.6,
      baselineFrom: "2026-W12",
      baselineTo: "2026-W19",
      denominator: "eligible" as const,
      definition: DEFINITION,
      reason: "",
    };
    await setGoal(ctx, cast.cy, 0, terms);
    const edits = async () => (await deflectionReport(ctx)).trust.results.find(({ key }) => key === "edits")?.outcome;
    assert.equal(await edits(), "pass");
    await setGoal(ctx, cast.cy, 1, { ...terms, target: 0.5, reason: "Agreed." });
    assert.equal(await edits(), "warn");
  });

  test("counting everything anew changes nothing in the report", async (t) => {
    const { ctx, close } = await buildHouse({ engine });
    t.after(close);
    await countElsewhere(ctx, EXAMPLE);
    const before = JSON.stringify(await deflectionReport(ctx));
    await rebuildMeasures(ctx);
    assert.equal(JSON.stringify(await deflectionReport(ctx)), before);
  });
});
