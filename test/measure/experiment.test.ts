import assert from "node:assert/strict";
import { test } from "node:test";
import { alwaysValid } from "#server/measure/always-valid.ts";
import { assignArm, type Candidate, excludedBecause, halfOf, weeklyUnit } from "#server/measure/assignment.ts";
import { clusteredEffect } from "#server/measure/clustered.ts";
import { complierEffect } from "#server/measure/compliers.ts";
import { intentionToTreat, shareExplained } from "#server/measure/intention-to-treat.ts";
import { liveExperiment } from "#server/measure/live-experiment.ts";
import { newcombeInterval } from "#server/measure/proportion.ts";
import { sampleRatio } from "#server/measure/sample-ratio.ts";
import { sampleSize, weeksNeeded } from "#server/measure/sample-size.ts";
import { judgeGuardrail, stopReason } from "#server/measure/stopping.ts";
import { isNear, near, refuses } from "./near.ts";

const DAY = 86_400_000;
const DEMO = { salt: "pepper", experiment: "demo", share: 0.2 };

const BUCKETS: [string, number, string][] = [
  ["alice", 0.8213, "treatment"],
  ["bob", 0.0562, "holdout"],
  ["carol", 0.8256, "treatment"],
  ["dave", 0.6998, "treatment"],
  ["bob@2026-W10", 0.5481, "treatment"],
];
for (const [unit, bucket, arm] of BUCKETS) {
  test(`F14: ${unit} falls at ${bucket}, into the ${arm} arm`, () => {
    const drawn = assignArm({ ...DEMO, unit });
    near(drawn.bucket, bucket, 0.00005);
    assert.equal(drawn.arm, arm);
  });
}

test("F14: a week is part of the unit, and a unit has a name", () => {
  assert.equal(weeklyUnit("bob", "2026-W10"), "bob@2026-W10");
  refuses(() => assignArm({ ...DEMO, unit: "" }), /no name/);
  refuses(() => assignArm({ ...DEMO, unit: "bob", share: 1 }), /share of the holdout/);
});

test("F14: buckets are spread evenly, and halves do not lean on arms", () => {
  const drawn = Array.from({ length: 20_000 }, (_, at) => ({ ...DEMO, unit: `person ${at}` }));
  const holdout = drawn.filter((one) => assignArm(one).arm === "holdout");
  near(holdout.length / drawn.length, 0.2, 0.01);
  near(holdout.filter((one) => halfOf(one) === "first").length / holdout.length, 0.5, 0.03);
});

const CANDIDATE: Candidate = {
  hasOptedOut: false,
  isServiceAccount: false,
  isSupport: false,
  severity: 3,
  isOutage: false,
  accountCreatedAt: 0,
  now: 14 * DAY,
};
const EXCLUDED: [Partial<Candidate>, string | null][] = [
  [{}, null],
  [{ hasOptedOut: true, severity: 1 }, "opted out"],
  [{ isServiceAccount: true }, "service account"],
  [{ isSupport: true }, "support staff"],
  [{ severity: 1 }, "severity 1"],
  [{ isOutage: true }, "outage"],
  [{ now: 14 * DAY - 1 }, "new account"],
];
for (const [change, reason] of EXCLUDED) {
  test(`F14: ${JSON.stringify(change)} is ${reason ? `never assigned: ${reason}` : "assigned"}`, () => {
    assert.equal(excludedBecause({ ...CANDIDATE, ...change }), reason);
  });
}

test("F15: the sizes of the arms fit what was drawn", () => {
  isNear(sampleRatio({ treatment: 905, holdout: 95, share: 0.1 }), { chiSquare: 0.2778, p: 0.5982 });
});

test("F15: arms that do not fit block the result", () => {
  assert.equal(sampleRatio({ treatment: 905, holdout: 95, share: 0.1 }).isBlocked, false);
  assert.equal(sampleRatio({ treatment: 860, holdout: 140, share: 0.1 }).isBlocked, true);
  refuses(() => sampleRatio({ treatment: 0, holdout: 0, share: 0.1 }), /Nobody/);
  refuses(() => sampleRatio({ treatment: 1, holdout: -1, share: 0.1 }), /below zero/);
});

const ARMS = [
  { tickets: 30, flows: 120 },
  { tickets: 16, flows: 40 },
] as const;

test("F16: intention to treat", () => {
  const { relative, avoided, verdict, ...figures } = intentionToTreat(...ARMS);
  isNear(figures, { effect: -0.15, low: -0.3187, high: 0.0105, p: 0.0695 });
  isNear(relative ?? {}, { reduction: 0.375, low: -0.0202, high: 0.6171 });
  isNear(avoided, { tickets: 18, low: -1.26, high: 38.25 }, 0.005);
  assert.equal(verdict, "no effect shown yet");
});

test("F16: arms without tickets have no relative reduction, and never NaN", () => {
  const none = intentionToTreat({ tickets: 0, flows: 50 }, { tickets: 0, flows: 20 });
  assert.equal(none.relative, null);
  isNear(none, { effect: 0, z: 0, p: 1 });
  assert.equal(
    intentionToTreat({ tickets: 1, flows: 900 }, { tickets: 300, flows: 900 }).verdict,
    "fewer tickets with suggestions",
  );
  assert.equal(
    intentionToTreat({ tickets: 300, flows: 900 }, { tickets: 1, flows: 900 }).verdict,
    "more tickets with suggestions",
  );
  refuses(() => intentionToTreat({ tickets: 3, flows: 2 }, { tickets: 1, flows: 9 }), /more than the 2/);
  refuses(() => intentionToTreat({ tickets: 0, flows: 0 }, { tickets: 1, flows: 9 }), /nothing to count from/);
});

test("Newcombe: the interval of the original paper, 56 of 70 against 48 of 80", () => {
  isNear(newcombeInterval({ successes: 56, trials: 70 }, { successes: 48, trials: 80 }), {
    difference: 0.2,
    low: 0.0524,
    high: 0.3339,
  });
});

test("section 8: the part of the fall that the experiment explains, the rest not attributed", () => {
  assert.deepEqual(shareExplained({ avoided: 18, fall: 60 }), { share: 0.3, notAttributed: 42 });
  assert.equal(shareExplained({ avoided: 18, fall: 0 }), null);
});

const people = (...pairs: [number, number][]) => pairs.map(([tickets, flows]) => ({ tickets, flows }));

test("F17: several flows of one person", () => {
  const effect = clusteredEffect(people([1, 2], [0, 1], [1, 4]), people([2, 2], [1, 3]));
  isNear(effect, { effect: -0.3143, standardError: 0.3334 });
  assert.equal(effect.verdict, "no effect shown yet");
});

test("F17: one flow each is nearly F16", () => {
  const spread = ({ tickets, flows }: { tickets: number; flows: number }) =>
    Array.from({ length: flows }, (_, at) => ({ tickets: at < tickets ? 1 : 0, flows: 1 }));
  const clustered = clusteredEffect(spread(ARMS[0]), spread(ARMS[1]));
  near(clustered.effect, -0.15, 1e-12);
  near(clustered.standardError, Math.sqrt((0.25 * 0.75) / 119 + (0.4 * 0.6) / 39), 1e-12);
});

test("F17: one person is no cluster, and flows are whole", () => {
  refuses(() => clusteredEffect(people([1, 2]), people([2, 2], [1, 3])), /treatment arm has 1 people/);
  refuses(() => clusteredEffect(people([3, 2], [1, 1]), people([2, 2], [1, 3])), /more than the 2/);
  refuses(() => clusteredEffect(people([0, 0], [1, 1]), people([2, 2], [1, 3])), /nothing to count from/);
});

const OPENING = [
  { flows: 120, tickets: 30, opened: 66, both: 12 },
  { flows: 40, tickets: 16, opened: 4, both: 1 },
] as const;

test("F18: for those who open because of the panel", () => {
  isNear(complierEffect(...OPENING), { effect: -0.3333, standardError: 0.1935, effectOnOpening: 0.45 });
});

test("F18: its limits lie 1.96 standard errors away on both sides", () => {
  const { effect, low, high, standardError } = complierEffect(...OPENING);
  near(high - effect, 1.959963984540054 * standardError, 1e-9);
  near(effect - low, high - effect, 1e-9);
});

test("F18: not while the panel hardly changes what is opened", () => {
  refuses(() => complierEffect({ ...OPENING[0], opened: 24 }, OPENING[1]), /by 0\.10; above 0\.1/);
  refuses(() => complierEffect({ ...OPENING[0], both: 31 }, OPENING[1]), /more than the 30/);
  refuses(() => complierEffect({ flows: 10, tickets: 8, opened: 8, both: 1 }, OPENING[1]), /do not fit/);
});

test("F19: the size of an experiment", () => {
  const effect = { holdoutShare: 0.4, treatmentShare: 0.25 };
  assert.deepEqual(sampleSize({ ...effect, ratio: 4 }), { holdout: 92, treatment: 368, total: 460 });
  assert.deepEqual(sampleSize({ ...effect, ratio: 1 }), { holdout: 152, treatment: 152, total: 304 });
  refuses(() => sampleSize({ holdoutShare: 0.4, treatmentShare: 0.4, ratio: 1 }), /equal/);
});

const WEEKS: [number, [number, number, number]][] = [
  [0.1, [45, 22.5, 9]],
  [0.2, [25.5, 12.8, 5.1]],
  [0.5, [16.7, 8.3, 3.3]],
];
for (const [share, expected] of WEEKS) {
  test(`the planner: weeks to see 42 % become 30 % at a holdout of ${share}`, () => {
    const weeks = [30, 60, 150].map(
      (flowsPerWeek) => weeksNeeded({ holdoutShare: 0.42, treatmentShare: 0.3, share, flowsPerWeek }).weeks,
    );
    weeks.forEach((value, at) => {
      near(value, expected[at] as number, 0.0501);
    });
  });
}

test("F20: the interval that may be looked at every day", () => {
  const { low, high, halfWidth } = alwaysValid({ effect: -0.15, standardError: 0.05 });
  near(halfWidth, 0.1828);
  near((low + high) / 2, -0.15, 1e-12);
  refuses(() => alwaysValid({ effect: -0.15, standardError: 0 }), /standard error is 0/);
});

test("guardrails: a wide interval does not stop a young experiment, a proven harm does", () => {
  const name = "reopen rate";
  const young = { treatment: { successes: 2, trials: 20 }, holdout: { successes: 1, trials: 9 } };
  const harm = { treatment: { successes: 90, trials: 400 }, holdout: { successes: 10, trials: 100 } };
  const fine = { treatment: { successes: 400, trials: 4000 }, holdout: { successes: 100, trials: 1000 } };
  assert.equal(judgeGuardrail({ name, ...young }).isFailed, false);
  assert.equal(judgeGuardrail({ name, ...harm }).isFailed, true);
  assert.equal(judgeGuardrail({ name, ...fine }).isFailed, false);
});

test("an experiment ends by itself for one of three reasons, the gravest first", () => {
  const calm = { live: { low: -0.1, high: 0.1 }, guardrails: [], now: 1, endAt: 2 };
  const failed = { name: "reopen rate", low: 0.01, high: 0.2, difference: 0.1, isFailed: true };
  assert.equal(stopReason(calm), null);
  assert.equal(stopReason({ ...calm, now: 2 }), "end date");
  assert.match(stopReason({ ...calm, live: { low: -0.2, high: -0.01 } }) ?? "", /excludes zero/);
  assert.match(stopReason({ ...calm, live: { low: 0.1, high: 0.2 } }) ?? "", /excludes zero/);
  assert.equal(stopReason({ ...calm, guardrails: [failed], now: 2 }), "guardrail: reopen rate");
});

const arm = (size: number, tickets: number) =>
  Array.from({ length: size }, (_, at) => ({ tickets: at < tickets ? 1 : 0, flows: 1 }));

test("the live page waits until there is enough to look at, and says what is missing", () => {
  const early = liveExperiment(arm(9, 4), arm(30, 10));
  assert.ok(!early.isReady);
  assert.deepEqual(early.missing, [
    "9 people of the 10 needed in the treatment arm",
    "4 flows with a ticket of the 5 needed in the treatment arm",
  ]);
  assert.equal(liveExperiment(arm(10, 5), arm(10, 5)).isReady, true);
  assert.equal(liveExperiment(arm(10, 6), arm(10, 5)).isReady, false);
});

test("the live page shows the effect of F17 in the interval of F20", () => {
  const look = liveExperiment(arm(200, 40), arm(100, 40));
  assert.ok(look.isReady);
  const { effect, standardError } = clusteredEffect(arm(200, 40), arm(100, 40));
  near(look.effect, effect, 1e-12);
  near(look.live.high - look.effect, alwaysValid({ effect, standardError }).halfWidth, 1e-12);
});
