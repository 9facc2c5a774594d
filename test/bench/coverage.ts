import { clusteredEffect } from "#server/measure/clustered.ts";
import { headline } from "#server/measure/headline.ts";
import { liveExperiment } from "#server/measure/live-experiment.ts";
import { steppedWedge } from "#server/measure/stepped-wedge.ts";
import { type Rollout, sampledWorld, wedgeWorld } from "./baseline-worlds.ts";
import { Arms, type Desk, type Dice, flowsOf, type Trial, trueEffect, weeksOf } from "./worlds.ts";

/** Parts of all worlds. `plain`: the interval of F2 as written. */
export type HeadlineCoverage = { held: number; heldPlain: number; reached: number; reachedPlain: number };

const GOAL = 0.6;
const holds = ({ low, high }: { low: number; high: number }, truth: number) => low <= truth && truth <= high;

/** How often the interval of the headline holds the truth, and how often the goal is called reached. */
export function headlineCoverage(dice: Dice, desk: Desk, reduction: number, worlds: number): HeadlineCoverage {
  const counts = { held: 0, heldPlain: 0, reached: 0, reachedPlain: 0 };
  for (let world = 0; world < worlds; world++) {
    const { low, high, plain, verdict } = headline({ ...weeksOf(dice, desk, reduction), goal: GOAL });
    counts.held += holds({ low, high }, reduction) ? 1 : 0;
    counts.heldPlain += holds(plain, reduction) ? 1 : 0;
    counts.reached += verdict === "reached" ? 1 : 0;
    counts.reachedPlain += plain.low >= GOAL ? 1 : 0;
  }
  return partsOf(counts, worlds);
}

/** The same of a baseline known from a labelled sample. `heldPlain`: as if the sample were the whole. */
export function sampleCoverage(dice: Dice, desk: Desk, reduction: number, worlds: number): HeadlineCoverage {
  const counts = { held: 0, heldPlain: 0, reached: 0, reachedPlain: 0 };
  for (let world = 0; world < worlds; world++) {
    const { baseline, current, drawVariance } = sampledWorld(dice, desk, reduction);
    const found = headline({ baseline, current, drawVariance, goal: GOAL });
    const blind = headline({ baseline, current, goal: GOAL });
    counts.held += holds(found, reduction) ? 1 : 0;
    counts.heldPlain += holds(blind, reduction) ? 1 : 0;
    counts.reached += found.verdict === "reached" ? 1 : 0;
    counts.reachedPlain += blind.verdict === "reached" ? 1 : 0;
  }
  return partsOf(counts, worlds);
}

/** The same of teams switched on in random order. `heldPlain`: the range from single weeks alone. */
export function wedgeCoverage(dice: Dice, rollout: Rollout, reduction: number, worlds: number): HeadlineCoverage {
  const counts = { held: 0, heldPlain: 0, reached: 0, reachedPlain: 0 };
  for (let world = 0; world < worlds; world++) {
    const { low, high, plain } = steppedWedge(wedgeWorld(dice, rollout, reduction));
    counts.held += holds({ low, high }, reduction) ? 1 : 0;
    counts.heldPlain += holds(plain, reduction) ? 1 : 0;
    counts.reached += low >= GOAL ? 1 : 0;
    counts.reachedPlain += plain.low >= GOAL ? 1 : 0;
  }
  return partsOf(counts, worlds);
}

/** `held`: F17 at the end. `stopped`: F20, looked at daily, ever excluded zero. `peeked`: the plain interval did. `lost`: F20 ever lost the truth. */
export type TrialCoverage = { held: number; stopped: number; lost: number; peeked: number };

/** An experiment that is looked at every day until its end. */
export function trialCoverage(dice: Dice, trial: Trial, worlds: number): TrialCoverage {
  const counts = { held: 0, stopped: 0, lost: 0, peeked: 0 };
  const truth = trueEffect(trial);
  for (let world = 0; world < worlds; world++) {
    const arms = new Arms();
    const seen = lookDaily(arms, flowsOf(dice, trial), trial, truth);
    counts.held += holds(clusteredEffect(...arms.both), truth) ? 1 : 0;
    counts.stopped += seen.stopped ? 1 : 0;
    counts.lost += seen.lost ? 1 : 0;
    counts.peeked += seen.peeked ? 1 : 0;
  }
  return partsOf(counts, worlds);
}

function lookDaily(arms: Arms, flows: ReturnType<typeof flowsOf>, { weeks }: Trial, truth: number) {
  const seen = { stopped: false, lost: false, peeked: false };
  let next = 0;
  for (let day = 0; day < weeks * 7; day++) {
    for (let flow = flows[next]; flow && flow.day <= day; flow = flows[++next]) arms.add(flow);
    const look = liveExperiment(...arms.both);
    if (!look.isReady) continue;
    const half = 1.959963984540054 * look.standardError;
    seen.stopped ||= !holds(look.live, 0);
    seen.lost ||= !holds(look.live, truth);
    seen.peeked ||= !holds({ low: look.effect - half, high: look.effect + half }, 0);
  }
  return seen;
}

function partsOf<T extends Record<string, number>>(counts: T, worlds: number): T {
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, count / worlds])) as T;
}
