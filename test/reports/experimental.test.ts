import assert from "node:assert/strict";
import { test } from "node:test";
import type { Evidence } from "#server/experiment/evidence.ts";
import { shownBy } from "#server/reports/experimental.ts";

const evidence = (effect: number, low: number, high: number, verdict: string): Evidence =>
  ({
    question: "Do suggestions answer questions?",
    startedAt: 0,
    endedAt: 1,
    sentence: "",
    result: {
      flows: { treatment: 400, holdout: 100 },
      sampleRatio: null,
      basic: { effect, low, high, verdict },
    },
  }) as unknown as Evidence;

const FEWER = "fewer tickets with suggestions";

test("what the experiment explains of the fall is that part of the reduction, and never more than all of it", () => {
  const shown = shownBy(evidence(-0.1, -0.15, -0.05, FEWER), 100, 0.6);
  assert.ok(shown);
  // 0.1 of 400 flows are 40 of the 100 questions that were not asked.
  assert.ok(Math.abs(shown.reduction - 0.24) < 1e-9);
  assert.ok(Math.abs(shown.low - 0.12) < 1e-9);
  assert.ok(Math.abs(shown.high - 0.36) < 1e-9);
  assert.equal(shownBy(evidence(-0.5, -0.6, -0.4, FEWER), 100, 0.6)?.reduction, 0.6);
});

test("an effect that may be none explains nothing, and neither does a fall that did not happen", () => {
  assert.equal(shownBy(evidence(-0.05, -0.12, 0.02, "no effect shown yet"), 100, 0.6), null);
  assert.equal(shownBy(evidence(-0.1, -0.15, -0.05, FEWER), -20, 0.6), null);
});
