import { KAPPA_LIMITS } from "./agreement.ts";
import { above, below, type CheckFigures, excludes, fell, judgeMeasured, type Measured } from "./check-inputs.ts";
import { gravest, type Outcome } from "./judgement.ts";
import { RELABEL_LIMITS } from "./relabelling.ts";
import { SAMPLE_RATIO_LIMITS } from "./sample-ratio.ts";
import { SPIKE_LIMITS } from "./spike.ts";

export type CheckKey = (typeof CHECKS)[number]["key"];

export type CheckResult = { key: CheckKey; title: string; outcome: Outcome; measured: Measured[] };

/** Section 12, in its order. */
export const CHECKS = [
  {
    key: "denominator",
    title: "Eligible and active people tell the same story",
    of: (f: CheckFigures) => [above("difference of the two reductions", f.denominatorDifference, 0.03, 0.05)],
  },
  {
    key: "labels",
    title: "Basic questions were not relabelled",
    of: (f: CheckFigures) => [
      { what: "part of the fall that reappears as other tickets", value: f.relabelShare, thresholds: RELABEL_LIMITS },
      below("kappa of the second coding", f.kappa, KAPPA_LIMITS.warn, KAPPA_LIMITS.fail),
    ],
  },
  {
    key: "total",
    title: "All tickets fell with the basic ones",
    of: (f: CheckFigures) => [below("fall of all tickets / fall of basic ones", f.totalFall, 0.5, 0)],
  },
  {
    key: "off-portal",
    title: "Questions did not move to chat",
    of: (f: CheckFigures) => [above("growth of what was answered elsewhere", f.offPortalGrowth, 0.25, 0.5)],
  },
  {
    key: "holdout-drift",
    title: "The holdout arm asks as often as before",
    of: (f: CheckFigures) => [fell("certain fall of its ticket rate", f.holdoutDrift)],
  },
  {
    key: "repeat",
    title: "Answers hold",
    of: (f: CheckFigures) => [
      above("repeat contact in 7 days, upper limit of the rise", f.repeatContact, 0.02, 0.03),
      above("reopen rate, upper limit of the rise", f.reopenRate, 0.02, 0.03),
    ],
  },
  {
    key: "silent",
    title: "Not more people leave without a word",
    of: (f: CheckFigures) => [above("rise of the share of silent journeys", f.silentRise, 0.05, 0.1)],
  },
  {
    key: "spike",
    title: "The baseline is no peak",
    of: (f: CheckFigures) => [above("z against the weeks before", f.spikeZ, SPIKE_LIMITS.warn, SPIKE_LIMITS.fail)],
  },
  {
    key: "mix",
    title: "The mix of teams and newcomers did not change the figure",
    of: (f: CheckFigures) => [
      above("difference of crude and adjusted reduction", f.mix?.difference ?? null, 0.05, null),
      above("large groups that moved the other way", f.mix?.reversed ?? null, null, 0),
    ],
  },
  {
    key: "last-year",
    title: "The same weeks of last year agree",
    of: (f: CheckFigures) => [above("difference of the two reductions", f.lastYearDifference, 0.1, null)],
  },
  {
    key: "one-week",
    title: "No single week decides",
    of: (f: CheckFigures) => [above("weeks that change the verdict when left out", f.weeksThatDecide, 0, null)],
  },
  {
    key: "few-people",
    title: "Many people make up the fall",
    of: (f: CheckFigures) => [
      above("part of the fall of the five people with the most", f.fallOfFive, 0.5, 0.75),
      above("part of the fall of the team with the most", f.fallOfOneTeam, 0.5, 0.75),
    ],
  },
  {
    key: "placebo",
    title: "A launch that never was shows nothing",
    of: (f: CheckFigures) => [excludes("distance of its interval from zero", f.placebo)],
  },
  {
    key: "twins",
    title: "Two halves of one arm are alike",
    of: (f: CheckFigures) => [excludes("distance of their interval from zero", f.twins)],
  },
  {
    key: "sample-ratio",
    title: "The arms have the sizes that were drawn",
    of: (f: CheckFigures) => [
      below("p of the sizes", f.sampleRatioP, SAMPLE_RATIO_LIMITS.warn, SAMPLE_RATIO_LIMITS.fail),
    ],
  },
  {
    key: "events",
    title: "No events were lost",
    of: (f: CheckFigures) => [
      above("weeks without events", f.eventTroubles, 0, null),
      above("changes of what is recorded", f.collectorChanges, 0, null),
      above("clocks more than five minutes off", f.skewedClocks, 0, null),
    ],
  },
  {
    key: "edits",
    title: "Nothing was edited after the lock",
    of: (f: CheckFigures) => [above("edits of definition or baseline", f.editsAfterLock, 0, null)],
  },
] as const;

/** All seventeen, judged. A check with two numbers is as good as the worse of them. */
export const judgeChecks = (figures: CheckFigures): CheckResult[] =>
  CHECKS.map(({ key, title, of }) => {
    const measured: Measured[] = of(figures);
    return { key, title, outcome: gravest(measured.map(judgeMeasured)), measured };
  });

/** "2 of 17 checks warn", "1 of 17 checks fails, 2 warn" or "17 of 17 checks pass"; what was not measured is said. */
export function sumUpChecks(results: readonly CheckResult[]): string {
  const number = (outcome: Outcome) => results.filter((result) => result.outcome === outcome).length;
  const parts = [
    part(number("fail"), "fails", "fail"),
    part(number("warn"), "warns", "warn"),
    part(number("not measured"), "could not be measured", "could not be measured"),
  ].filter((words) => words !== "");
  const [first = `${results.length} pass`, ...rest] = parts;
  const [amount, ...words] = first.split(" ");
  return [`${amount} of ${results.length} checks ${words.join(" ")}`, ...rest].join(", ");
}

const part = (number: number, one: string, many: string) =>
  number === 0 ? "" : `${number} ${number === 1 ? one : many}`;
