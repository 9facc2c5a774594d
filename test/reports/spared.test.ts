import assert from "node:assert/strict";
import { test } from "node:test";
import * as experiments from "#server/experiment/store.ts";
import { clusteredEffect } from "#server/measure/clustered.ts";
import { WEEK } from "#server/platform/clock.ts";
import { deflectionReport } from "#server/reports/deflection.ts";
import { sparedBy } from "#server/reports/spared.ts";
import type { Wedge } from "#server/reports/wedge.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { countElsewhere, EXAMPLE } from "./weeks.ts";

const HERE = "/reports/deflection/minutes";
const MINUTES = { least: "15", most: "40", source: "Thirty tickets timed in May" };
const people = (tickets: number, all: number) =>
  Array.from({ length: all }, (_, at) => ({ tickets: at < tickets ? 1 : 0, flows: 1 }));

/** An experiment that ended, with so many basic tickets of 400 flows with suggestions and of 100 without. */
async function recorded({ ctx, cast }: House, [treatment, holdout]: [number, number]) {
  const [startedAt, endedAt] = [ctx.clock.now() - 4 * WEEK, ctx.clock.now() - WEEK];
  const id = await experiments.addExperiment(ctx.db, {
    ...{ question: "Do suggestions answer?", unit: "person", share: 0.2, expectedShare: 0.4, shareToSee: 0.2 },
    ...{ flowsNeeded: 500, endsAt: endedAt, salt: `salt ${treatment}`, startedBy: cast.dee.id, startedAt, hash: "" },
  });
  await experiments.addEnd(ctx.db, id, { endedAt, endedBy: null, reason: "It came to its end." });
  const effect = clusteredEffect(people(treatment, 400), people(holdout, 100));
  const result = { flows: { treatment: 400, holdout: 100 }, tickets: { treatment, holdout }, sampleRatio: null };
  const data = JSON.stringify({ ...result, published: effect, basic: effect });
  await experiments.addRecord(ctx.db, id, endedAt, data);
  return effect;
}

test("a roll-out spares hours while its range excludes zero, and only beside what was asked", () => {
  const minutes = { questionMinutes: JSON.stringify({ least: 10, most: 30, source: "Timed." }) };
  const spared = (low: number, askedWhileOn: number) =>
    sparedBy(null, { figure: { low, high: 0.5 }, askedWhileOn } as Wedge, minutes);
  assert.deepEqual([spared(0.25, 90)?.by, spared(0.25, 90)?.hours], ["roll-out", { low: 5, high: 50 }]);
  assert.equal(spared(-0.1, 90), null);
  assert.equal(spared(0.25, 0), null);
});

onEachEngine("Hours of support spared", (engine) => {
  test("stand beside the experiment as a range, once a manager said how long a question takes", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx, cast } = house;
    await countElsewhere(ctx, EXAMPLE);
    const [cy, bo] = [await house.as(cast.cy), await house.as(cast.bo)];
    const report = async () => (await cy.get("/reports/deflection")).text;
    assert.equal((await cy.post(HERE, MINUTES)).location, "/reports/deflection");
    assert.doesNotMatch(await report(), /hours of support spared/, "no lot, no hours");
    assert.equal((await deflectionReport(ctx)).spared, null);

    await recorded(house, [60, 16]);
    assert.equal((await deflectionReport(ctx)).spared, null, "an effect that may be none spares nothing");
    const { low, high } = await recorded(house, [60, 40]);
    const { spared } = await deflectionReport(ctx);
    assert.deepEqual(spared?.avoided, { low: -high * 400, high: -low * 400 });
    // 58.5 to 141.5 questions of 15 to 40 minutes are 14.6 to 94.3 hours.
    assert.deepEqual(spared?.hours, { low: 10, high: 100 });
    const page = await report();
    assert.match(page, /href="#def-spared">10 to 100 hours of support spared</);
    assert.match(page, /id="def-spared"[\s\S]*15 to 40[\s\S]*Thirty tickets timed in May/);
    assert.doesNotMatch(page, /\bsaved\b(?! it)/i);
    const { headers, text } = await cy.get("/reports/deflection/ladder.csv");
    assert.match(String(headers.get("content-type")), /csv/);
    assert.match(text, /^Shown by experiment,.*,58\.\d,14\d\.\d,15,40,10,100\r?$/m);
    assert.match(text, /^Counted,.*,,,,,,\r?$/m);
    const json = JSON.parse((await cy.get("/reports/deflection.json")).text);
    assert.deepEqual(json.spared.hours, { low: 10, high: 100 });

    assert.match((await cy.get(HERE)).text, /name="least"[^>]*value="15"/);
    assert.equal((await cy.post(`${HERE}/removal`, {})).location, "/reports/deflection");
    assert.match(await report(), /href="\/reports\/deflection\/minutes">In hours, once/);
    assert.doesNotMatch(await report(), /hours of support spared/);
    const { text: forBo } = await bo.get("/reports/deflection");
    assert.doesNotMatch(forBo, /deflection\/minutes/, "who may not say it is not asked");
  });

  test("take minutes that make a range, from managers alone, and remember who said them", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx, cast } = house;
    const [cy, bo] = [await house.as(cast.cy), await house.as(cast.bo)];
    assert.equal((await bo.get(HERE)).status, 404);
    assert.equal((await bo.post(HERE, MINUTES)).status, 403);
    for (const [wrong, sentence] of [
      [{ most: "10" }, /A slow question cannot take less than a quick one\./],
      [{ least: "0" }, /The minutes of a quick question must lie between 1 and 480\./],
      [{ least: "ten" }, /The minutes of a quick question is not a number\./],
      [{ source: "" }, /How that is known needs at least 3 characters\./],
    ] as const) {
      const answer = await cy.post(HERE, { ...MINUTES, ...wrong });
      assert.equal(answer.status, 422);
      assert.match(answer.text, sentence);
      assert.match(answer.text, /value="15"|value="40"/, "what was typed is kept");
    }
    await cy.post(HERE, MINUTES);
    const deeds = await ctx.db.selectFrom("audit_entry").selectAll().execute();
    assert.ok(JSON.stringify(deeds).includes("Thirty tickets timed in May"));
  });
});
