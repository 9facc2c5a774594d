import type { ReductionLimits } from "#server/measure/rate-ratio.ts";
import { smallerOf } from "./adjusting.ts";
import type { DeflectionReport } from "./deflection.ts";
import { hoursWords, type Spared } from "./spared.ts";
import { percent, points, rangeOf } from "./wording.ts";

/** One step of the ladder of evidence; `words` where there is no figure. */
export type Rung = {
  name: string;
  href: string;
  figure: string;
  aside: string;
  words: string;
  /** What the questions it shows to be avoided would have cost support; null on every other rung. */
  beneath: { words: string; isSaid: boolean } | null;
};

/** From what is merely counted to what is surely caused. The gap between them is said, never filled. */
export function ladderOf(report: DeflectionReport): Rung[] {
  const { spared } = report;
  if (!spared) return rungsOf(report);
  const shownBy = spared.by === "experiment" ? BY_EXPERIMENT : SWITCHED_ON;
  return rungsOf(report).map((one) => (one.name === shownBy ? { ...one, beneath: costOf(spared) } : one));
}

const costOf = ({ hours }: Spared): Rung["beneath"] =>
  hours
    ? { words: `${hoursWords(hours)} of support spared`, isSaid: true }
    : { words: "In hours, once it is said how long a question takes", isSaid: false };

function rungsOf(report: DeflectionReport): Rung[] {
  const { headline, goal, adjusted, experiment, wedge } = report;
  if (!headline) return [];
  if (goal?.basis === "wedge") return withoutPast(report, headline);
  return [
    rung("Counted", "#def-counted", percent(headline.reduction), rangeOf(headline)),
    goal?.basis === "sample" ? unadjusted("Needs labels of every week, not of a sample") : adjustedRung(adjusted),
    ...wedgeRungs(wedge),
    experimentRung(experiment),
    gapRung(headline.reduction - shownSurely(report)),
  ];
}

/** Nothing was counted before, so nothing is left over: the figure is the one that was shown. */
function withoutPast({ experiment }: DeflectionReport, headline: ReductionLimits): Rung[] {
  return [
    { ...rung("Counted", "#def-counted"), words: "There is no past to count against" },
    unadjusted("Each week compares teams, so growth and seasons cancel out"),
    rung(SWITCHED_ON, "#def-wedge", percent(headline.reduction), rangeOf(headline)),
    experimentRung(experiment),
  ];
}

const SWITCHED_ON = "Shown by switching teams on";
const BY_EXPERIMENT = "Shown by experiment";

/** A rung only where an order was drawn. */
function wedgeRungs(wedge: DeflectionReport["wedge"]): Rung[] {
  if (!wedge) return [];
  const { figure, sentence } = wedge;
  if (!figure || figure.low <= 0) return [{ ...rung(SWITCHED_ON, "#def-wedge"), words: sentence }];
  return [rung(SWITCHED_ON, "#def-wedge", percent(figure.reduction), rangeOf(figure))];
}

/** What is surely the doing of the suggestions: by the holdout, else by the roll-out while its range excludes zero. */
function shownSurely({ headline, experiment, wedge }: DeflectionReport): number {
  const byTeams = wedge?.figure && wedge.figure.low > 0 ? wedge.figure.reduction : 0;
  return Math.min(headline?.reduction ?? 0, experiment?.shown?.reduction ?? byTeams);
}

const unadjusted = (words: string): Rung => ({ ...rung("Adjusted for mix and growth", "#def-adjusted"), words });

function rung(name: string, href: string, figure = "", aside = ""): Rung {
  return { name, href, figure, aside, words: "", beneath: null };
}

function experimentRung(experiment: DeflectionReport["experiment"]): Rung {
  if (!experiment) return { ...rung(BY_EXPERIMENT, "#def-experiment"), words: "No experiment has been run yet" };
  const { shown, sentence } = experiment;
  if (!shown) return { ...rung(BY_EXPERIMENT, "#def-experiment"), words: sentence };
  return rung(BY_EXPERIMENT, "#def-experiment", percent(shown.reduction), rangeOf(shown));
}

/** What is counted and not shown to be the portal's doing. */
function gapRung(gap: number): Rung {
  const [amount = "", unit = ""] = points(gap).split(" ");
  return rung("Not attributed", "#def-experiment", amount, unit);
}

/** At an unchanged mix of teams or of newcomers, whichever leaves less; where neither is known, beside the other questions. */
function adjustedRung(adjusted: DeflectionReport["adjusted"]): Rung {
  const { strata, tenure, control } = adjusted;
  const [name, mix] =
    smallerOf(adjusted) === "tenure" ? ["Adjusted for newcomers", tenure] : ["Adjusted for mix of teams", strata];
  if (mix) return rung(name, "#def-adjusted", percent(mix.reduction), rangeOf(mix));
  if (control) return rung("Adjusted for growth", "#def-adjusted", percent(control.reduction), rangeOf(control));
  return unadjusted("Needs teams, or questions that are not basic");
}
