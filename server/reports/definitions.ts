import type { Headline } from "#server/measure/headline.ts";
import { collectedDefinition } from "./collecting.ts";
import { powerDefinition } from "./definition-power.ts";
import { adjustments, expected, experiment, journeys, outlookOf, people } from "./definitions-around.ts";
import type { DeflectionReport } from "./deflection.ts";
import { elsewhereDefinition } from "./elsewhere.ts";
import type { Basis } from "./goal.ts";
import { labelDefinition } from "./label-notes.ts";
import { datesOf } from "./period.ts";
import { sampledDefinition } from "./sampled-figure.ts";
import { sparedDefinition } from "./spared.ts";
import { wedgeDefinition, wedgeFigureDefinitions } from "./wedge-definitions.ts";
import { percent, rangeOf, several } from "./wording.ts";

/** One number of the page: what it means, what went in, and where the figures lie. */
export type Definition = { id: string; name: string; value: string; meaning: string[]; inputs: [string, string][] };

/** In the order in which a statistician would ask. */
export function definitionsOf(report: DeflectionReport): Definition[] {
  const { headline, goal } = report;
  if (!headline || !goal)
    return [...wedgeDefinition(report.wedge), ...sampledDefinition(report.sample, goal), basicQuestion(report)];
  if (goal.basis === "wedge") return withoutPast(report, headline);
  return [
    counted(report, headline),
    range(report, headline),
    goalAndVerdict(report),
    powerDefinition(report),
    ...adjustments(report),
    experiment(report),
    ...wedgeDefinition(report.wedge),
    ...sparedDefinition(report),
    ...sampledDefinition(report.sample, goal),
    ...outlookOf(report),
    people(report),
    expected(report),
    journeys(report),
    basicQuestion(report),
    labelDefinition(report),
    elsewhereDefinition(report),
    ...collectedDefinition(report),
  ];
}

/** Of a figure that no weeks before are in. */
function withoutPast(report: DeflectionReport, headline: Headline): Definition[] {
  return [
    ...wedgeFigureDefinitions(report, headline),
    goalAndVerdict(report),
    experiment(report),
    ...sparedDefinition(report),
    journeys(report),
    basicQuestion(report),
    labelDefinition(report),
    elsewhereDefinition(report),
    ...collectedDefinition(report),
  ];
}

type Input = Definition["inputs"][number];

const exactly = (value: number, digits = 4) => value.toFixed(digits);
const totals = ({ tickets, exposure, rate }: Headline["totals"]["baseline"]) =>
  `${tickets} questions over ${exposure.toLocaleString("en")} person-weeks, ${(100 * rate).toFixed(2)} per 100`;

function counted({ period, goal, gate }: DeflectionReport, headline: Headline): Definition {
  return {
    id: "counted",
    name: "Counted reduction",
    value: percent(headline.reduction),
    meaning: [
      "Basic questions per person and week in the period, divided by the same in the baseline, taken from one (F1). Weeks are ISO weeks in the organisation's time zone; a question belongs to the week it was asked in.",
      "It sets two times beside each other and proves no cause: whatever else changed between them is in it, too. What can be said of causes stands under “not attributed”.",
    ],
    inputs: [
      ["Baseline", `${goal ? datesOf(goal.baseline) : ""}, ${several(gate.baselineWeeks, "week")} counted`],
      ["Baseline rate", totals(headline.totals.baseline)],
      ["Period", `${period.dates}, ${several(gate.currentWeeks, "week")} counted`],
      ["Current rate", totals(headline.totals.current)],
      ["Rate ratio", exactly(headline.rateRatio)],
    ],
  };
}

function range({ sensitivity }: DeflectionReport, headline: Headline): Definition {
  const { phi, phiRaw, r1, r, inflation, standardError, t, df, plain } = headline;
  const left = sensitivity?.leaveOneOut;
  const drawn = sensitivity?.bootstrap;
  return {
    id: "range",
    name: `${percent(headline.level)} range`,
    value: rangeOf(headline),
    meaning: [
      "The rate ratio on the log scale, as quasi-Poisson counts: phi is how much more the weeks vary than chance alone would have them (never taken below 1), and g(W) widens the range when neighbouring weeks resemble each other. The quantile is Student's t (F2).",
      "A dozen weeks make both look smaller than they are. Where the same with those biases taken out is wider, the wider range is used; the one of F2 as written stands beside it.",
      "In simulated desks whose weeks vary by a quarter and carry half of it over into the next, this range held the true value in 92 to 98% (npm run bench:measure); a plain Poisson range would in 66%. Where weeks resemble each other more than that, it holds less often.",
      "It is the range of one look at one period. Whoever looks every week, or tries periods until one pleases, finds “reached” wrongly more often than these figures say: choose the period before you look.",
    ],
    inputs: [
      ["phi, as used and as measured", `${exactly(phi)}, ${exactly(phiRaw)}`],
      ["Resemblance of neighbouring weeks, as used and as measured", `${exactly(r)}, ${exactly(r1)}`],
      ["g(W) of baseline and period", `${exactly(inflation.baseline)}, ${exactly(inflation.current)}`],
      ["Standard error of the logarithm", exactly(standardError)],
      ["Range of F2 as written", `${rangeOf(plain)}, standard error ${exactly(plain.standardError)}`],
      ["t, degrees of freedom", `${exactly(t)}, ${df}`],
      ...(left ? [["With any one week left out", rangeOf(left)] as [string, string]] : []),
      ...(drawn ? [["Moving-block bootstrap, for comparison", rangeOf(drawn)] as [string, string]] : []),
    ],
  };
}

const BASELINES: Record<Basis, string> = {
  weeks: "the baseline",
  sample: "the baseline, known from a labelled sample",
  wedge: "teams that wait for the suggestions",
};

function goalAndVerdict({ goal, verdict, gate }: DeflectionReport): Definition {
  return {
    id: "verdict",
    name: "Goal and verdict",
    value: verdict,
    meaning: [
      "Reached: even the lower end of the range is at the goal. Not reached: even the upper end is below it. In between the figure decides what may be said: on target, unproven, or not yet, undecided (F4).",
      `No verdict before there are ${gate.parts.map(({ needed, short }) => `${needed} ${short}`).join(", ")}.${goal?.basis === "wedge" ? "" : " The verdict has to hold for eligible and for active people."}`,
    ],
    inputs: [
      ["Goal", goal ? `${percent(goal.target)} less than ${BASELINES[goal.basis]}` : "none"],
      [
        "Version",
        goal?.version ? `${goal.version}, set ${goal.setAt?.slice(0, 10)}` : "a proposal, nobody has agreed to it",
      ],
      ["Hash", goal?.hash ?? "none"],
    ],
  };
}

function basicQuestion({ goal, weeks }: DeflectionReport): Definition {
  const unlabelled = weeks.filter(({ window }) => window === "current").reduce((sum, week) => sum + week.unlabelled, 0);
  const twice = weeks.reduce((sum, week) => sum + week.twice, 0);
  return {
    id: "basic",
    name: "Basic question",
    value: "",
    meaning: [
      goal?.definition ?? "",
      "Whoever resolves a question says which kind it was, by the code book they see there. Of the last two weeks, one in which more than a tenth of the questions has no label yet is left out: it would look better than it is.",
    ],
    inputs: [
      ["Not labelled yet in the period", String(unlabelled)],
      ...(twice > 0 ? [["Brought in as tickets and as weekly counts, counted once", String(twice)] as Input] : []),
    ],
  };
}
