import type { DeflectionReport } from "./deflection.ts";
import { percent, points, rangeOf } from "./wording.ts";

/** One step of the ladder of evidence; `words` where there is no figure. */
export type Rung = { name: string; href: string; figure: string; aside: string; words: string };

/** From what is merely counted to what is surely caused. The gap between them is said, never filled. */
export function ladderOf({ headline, adjusted }: DeflectionReport): Rung[] {
  if (!headline) return [];
  return [
    rung("Counted", "#def-counted", percent(headline.reduction), rangeOf(headline)),
    adjustedRung(adjusted),
    { ...rung("Shown by experiment", "#def-experiment"), words: "No experiment has been run yet" },
    rung("Not attributed", "#def-experiment", points(headline.reduction).replace(" points", ""), "points"),
  ];
}

function rung(name: string, href: string, figure = "", aside = ""): Rung {
  return { name, href, figure, aside, words: "" };
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
