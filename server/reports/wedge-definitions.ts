import type { Headline } from "#server/measure/headline.ts";
import type { Definition } from "./definitions.ts";
import type { DeflectionReport } from "./deflection.ts";
import type { Wedge } from "./wedge.ts";
import { dayOf } from "./week-rows.ts";
import { percent, rangeOf, several } from "./wording.ts";

const MEANING = [
  "Teams got the suggestions one after the other, in an order that was drawn and sealed before. Each week compares the teams that have them with those that do not yet, so it needs no past, and what changes for everybody cancels out (Hussey and Hughes 2007: quasi-Poisson with team and week as fixed effects). Weeks in which all or none have them say nothing.",
  "The weeks of one team resemble each other. So the range is computed twice, from single weeks and from teams as wholes (Liang and Zeger 1986, Student's t with two fewer than there are teams), and the wider one is used. Fewer than six teams give no verdict. The effect is taken to be there from a team's first week on and to stay; where it takes a while to grow, the figure is rather too small.",
  "It answers for the suggestions on the ask form, not for everything the articles do: search and articles were open to every team all along.",
];

export function wedgeDefinition(wedge: Wedge | null): Definition[] {
  if (!wedge) return [];
  const { teams, weeks, startsOn, lastOn, figure, sentence } = wedge;
  const inputs: Definition["inputs"] = [
    ["Teams, weeks counted", `${several(teams, "team")}, ${several(weeks, "week")}`],
    ["First and last team switched on", `${dayOf(startsOn)}, ${dayOf(lastOn)}`],
  ];
  if (figure) {
    inputs.push(["Rate ratio", figure.rateRatio.toFixed(4)]);
    inputs.push(["Standard error of the logarithm, t", `${figure.standardError.toFixed(4)}, ${figure.t.toFixed(4)}`]);
    inputs.push(["Range from single weeks alone", rangeOf(figure.plain)]);
    inputs.push(["phi, degrees of freedom of the regression", `${figure.phi.toFixed(4)}, ${figure.df}`]);
  }
  const value = figure ? percent(figure.reduction) : "";
  return [{ id: "wedge", name: "Shown by switching teams on", value, meaning: [...MEANING, sentence], inputs }];
}

/** Where the goal has no other baseline: what is counted, and its range. */
export function wedgeFigureDefinitions({ wedge, sensitivity }: DeflectionReport, headline: Headline): Definition[] {
  const { current, baseline } = headline.totals;
  const left = sensitivity?.leaveOneOut;
  return [
    {
      id: "counted",
      name: "Reduction",
      value: percent(headline.reduction),
      meaning: [
        "There is no past: the figure is what the roll-out shows, over all of its weeks, whichever period is chosen for the rest of this page. Nothing is counted against weeks before, so nothing has to be adjusted for what changed since, and nothing is left that would not be attributed.",
      ],
      inputs: [
        [
          "Asked by teams that were on",
          `${current.tickets} questions over ${current.exposure.toLocaleString("en")} person-weeks`,
        ],
        ["What they would have asked", `${baseline.tickets.toFixed(1)} questions`],
      ],
    },
    {
      id: "range",
      name: `${percent(headline.level)} range`,
      value: rangeOf(headline),
      meaning: ["The wider one of two ranges, from single weeks and from teams as wholes; see below."],
      inputs: left ? [["With any one team left out", rangeOf(left)]] : [],
    },
    ...wedgeDefinition(wedge),
  ];
}
