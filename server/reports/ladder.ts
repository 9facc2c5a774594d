import type { DeflectionReport } from "./deflection.ts";
import { percent, points, rangeOf } from "./wording.ts";

/** One step of the ladder of evidence; `words` where there is no figure. */
export type Rung = { name: string; href: string; figure: string; aside: string; words: string };

/** From what is merely counted to what is surely caused. The gap between them is said, never filled. */
export function ladderOf({ headline, adjusted, experiment }: DeflectionReport): Rung[] {
  if (!headline) return [];
  return [
    rung("Counted", "#def-counted", percent(headline.reduction), rangeOf(headline)),
    adjustedRung(adjusted),
    experimentRung(experiment),
    gapRung(headline.reduction - (experiment?.shown?.reduction ?? 0)),
  ];
}

function rung(name: string, href: string, figure = "", aside = ""): Rung {
  return { name, href, figure, aside, words: "" };
}

function experimentRung(experiment: DeflectionReport["experiment"]): Rung {
  const name = "Shown by experiment";
  if (!experiment) return { ...rung(name, "#def-experiment"), words: "No experiment has been run yet" };
  const { shown, sentence } = experiment;
  if (!shown) return { ...rung(name, "#def-experiment"), words: sentence };
  return rung(name, "#def-experiment", percent(shown.reduction), rangeOf(shown));
}

/** What is counted and not shown to be the portal's doing. */
function gapRung(gap: number): Rung {
  const [amount = "", unit = ""] = points(gap).split(" ");
  return rung("Not attributed", "#def-experiment", amount, unit);
}

/** At an unchanged mix where teams are known, else beside the other questions. */
function adjustedRung({ strata, control }: DeflectionReport["adjusted"]): Rung {
  if (strata) return rung("Adjusted for mix of teams", "#def-adjusted", percent(strata.reduction), rangeOf(strata));
  if (control) return rung("Adjusted for growth", "#def-adjusted", percent(control.reduction), rangeOf(control));
  return {
    ...rung("Adjusted for mix and growth", "#def-adjusted"),
    words: "Needs teams, or questions that are not basic",
  };
}
