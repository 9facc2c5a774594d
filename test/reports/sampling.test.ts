import assert from "node:assert/strict";
import { test } from "node:test";
import { sampledBaseline } from "#server/measure/sampled-baseline.ts";
import { deflectionReport } from "#server/reports/deflection.ts";
import { setGoal } from "#server/reports/goal-setting.ts";
import { labelSampled, sampleFor } from "#server/reports/sampling.ts";
import { DEFINITION } from "#server/tickets/code-book.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse } from "#test/support/house.ts";
import { askedBefore, FIRST_ASKED } from "./past-questions.ts";

const HERE = "/reports/deflection/sample";
onEachEngine("A labelled sample of the baseline", (engine) => {
  test("is drawn by lot, labelled blind and in order, and gives the figure of F10 from thirty on", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx, cast } = house;
    assert.equal(await sampleFor(ctx, cast.cy), null, "no baseline yet");
    await askedBefore(house);
    const terms = { target: 0.6, denominator: "eligible" as const, definition: DEFINITION, reason: "" };
    await setGoal(ctx, cast.cy, 0, { ...terms, baselineFrom: FIRST_ASKED, baselineTo: "2026-W19" });
    const cy = await house.as(cast.cy);
    assert.match((await cy.get("/reports/deflection/goal")).text, /href="\/reports\/deflection\/sample"/);
    const { next } = (await sampleFor(ctx, cast.cy)) ?? {};
    const page = (await cy.get(HERE)).text;
    assert.match(page, /0 of 80 drawn questions are labelled, of 80 in the baseline/);
    assert.doesNotMatch(page, /Asker \d|T-\d/);
    assert.equal((await cy.post(`${HERE}/${next?.id}`, { label: "maybe" })).status, 400);
    assert.equal(
      (await cy.post(`${HERE}/${(next?.id ?? 0) + 1}`, { label: "basic" })).status,
      404,
      "not of their choice",
    );
    await assert.rejects(labelSampled(ctx, cast.bo, next?.id ?? 0, "basic"), /Only managers/);
    for (let count = 0; count < 40; count += 1) {
      if (count === 29) assert.equal((await deflectionReport(ctx)).sample, null);
      const { next } = (await sampleFor(ctx, cast.cy)) ?? {};
      const label = count % 4 === 0 ? "not-basic" : "basic";
      assert.equal((await cy.post(`${HERE}/${next?.id}`, { label })).status, 303);
    }
    await assert.rejects(ctx.db.deleteFrom("sampled_label").execute(), /append-only/);
    const { sample, headline, weeks } = await deflectionReport(ctx);
    assert.equal(headline, null, "without labels in the baseline there is no other figure");
    const exposure = (window: string) =>
      weeks.filter((line) => line.window === window).reduce((sum, line) => sum + line.exposure, 0);
    const wanted = sampledBaseline({
      tickets: 80,
      sampled: 40,
      basic: 30,
      baselineExposure: exposure("baseline"),
      currentTickets: weeks.filter(({ window }) => window === "current").reduce((sum, { basic }) => sum + basic, 0),
      currentExposure: exposure("current"),
    });
    assert.deepEqual([sample?.tickets, sample?.sampled, sample?.basic], [80, 40, 30]);
    assert.equal(sample?.figure?.reduction, wanted.reduction);
    assert.equal(sample?.figure?.low, wanted.low);
    const report = (await cy.get("/reports/deflection")).text;
    assert.match(report, /basic questions against a random sample of the baseline, 40 of 80 questions \(95% range/);
    assert.match(report, /id="def-sample"/);
    for (const person of [cast.ada, cast.bo]) assert.equal((await (await house.as(person)).get(HERE)).status, 404);
  });

  test("draws every question alike", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx, cast } = house;
    await askedBefore(house);
    const terms = { target: 0.6, denominator: "eligible" as const, definition: DEFINITION, reason: "" };
    await setGoal(ctx, cast.cy, 0, { ...terms, baselineFrom: FIRST_ASKED, baselineTo: "2026-W19" });
    const first = (await sampleFor(ctx, cast.cy))?.next?.id;
    assert.equal((await sampleFor(ctx, cast.dee))?.next?.id, first, "the same lot for everybody");
    const sign = ctx.keys.sign;
    const drawn = new Set<number | undefined>();
    for (let key = 0; key < 30; key += 1) {
      Object.assign(ctx, {
        keys: { ...ctx.keys, sign: (what: "journal", text: string) => sign(what, `${key} ${text}`) },
      });
      drawn.add((await sampleFor(ctx, cast.cy))?.next?.id);
    }
    assert.ok(drawn.size > 15, `only ${drawn.size} of 30 draws began elsewhere`);
  });
});
