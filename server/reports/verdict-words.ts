import type { Verdict } from "#server/measure/verdict.ts";
import type { DeflectionReport } from "./deflection.ts";
import { monthsOf } from "./period.ts";

const TONES: Record<Verdict, string> = {
  reached: "good",
  "on target, unproven": "info",
  "not yet, undecided": "info",
  "not reached": "warn",
  "not enough data": "",
};

export const verdictTone = (verdict: Verdict) => TONES[verdict];

/** What the period is compared with, in a word or two. */
const than = ({ goal, period }: DeflectionReport) => (goal ? monthsOf(goal.baseline, period.to) : "the baseline");

/** "per developer than March to May", or where there is no past, with whom. */
export const comparedWith = (report: DeflectionReport) =>
  report.goal?.basis === "wedge"
    ? "where the suggestions are on than where they wait"
    : `per developer than ${than(report)}`;
