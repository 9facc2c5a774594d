import assert from "node:assert/strict";
import { test } from "node:test";
import { startExperiment, stopExperiment } from "#server/experiment/registering.ts";
import { noteEvent, type Reader } from "#server/journeys/journal.ts";
import { DAY, MINUTE } from "#server/platform/clock.ts";
import { deflectionReport } from "#server/reports/deflection.ts";
import { rebuildMeasures } from "#server/reports/rebuilding.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { countElsewhere, EXAMPLE } from "./weeks.ts";

const PERIOD = { from: "2026-W20", to: "2026-W23" };
const REGISTERED = {
  question: "Do suggestions keep questions from becoming tickets?",
  unit: "week" as const,
  share: 0.5,
  expectedShare: 0.4,
  shareToSee: 0.28,
  flowsNeeded: 504,
};

/** The figure, and everything that is counted for it. */
async function figure({ ctx }: House) {
  const { headline, verdict, eligible, active, denominator, adjusted, weeks } = await deflectionReport(ctx, PERIOD);
  assert.ok(headline);
  return { headline, verdict, eligible, active, denominator, adjusted, weeks };
}

onEachEngine("The figure", (engine) => {
  test("stays what it is while an experiment runs, when it ends and when it is recorded", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx, cast, wait } = house;
    await countElsewhere(ctx, EXAMPLE);
    const without = await figure(house);
    const id = await startExperiment(ctx, cast.dee, { ...REGISTERED, endsAt: ctx.clock.now() + 30 * DAY });
    for (const [place, person] of [cast.ada, cast.zoe].entries()) {
      const reader: Reader = { personId: person.id, kind: "dev", token: person.name };
      const drawn = { experiment: id, arm: place === 0 ? "holdout" : "treatment", unit: "2026-W24" } as const;
      noteEvent(ctx, reader, { type: "ask_open", category: null, severity: "normal", ...drawn });
    }
    await wait(MINUTE);
    assert.deepEqual(await figure(house), without, "while it runs");
    await wait(DAY);
    await stopExperiment(ctx, cast.dee, id, "We learnt enough.");
    assert.deepEqual(await figure(house), without, "when it is switched off");
    await wait(8 * DAY);
    const { experiment } = await deflectionReport(ctx, PERIOD);
    assert.ok(experiment, "it is recorded");
    assert.deepEqual(await figure(house), without, "when it is recorded");
    await rebuildMeasures(ctx);
    assert.deepEqual(await figure(house), without, "and when all is counted anew");
  });
});
