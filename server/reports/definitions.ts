import type { Headline } from "#server/measure/headline.ts";
import type { DeflectionReport } from "./deflection.ts";
import { datesOf } from "./period.ts";
import { percent, rangeOf, several } from "./wording.ts";

/** One number of the page: what it means, what went in, and where the figures lie. */
export type Definition = { id: string; name: string; value: string; meaning: string[]; inputs: [string, string][] };

/** In the order in which a statistician would ask. */
export function definitionsOf(report: DeflectionReport): Definition[] {
  const { headline, goal } = report;
  if (!headline || !goal) return [basicQuestion(report)];
  return [
    counted(report, headline),
    range(report, headline),
    goalAndVerdict(report),
    people(report),
    expected(report),
    journeys(report),
    basicQuestion(report),
  ];
}

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
  const { phi, phiRaw, r1, r, inflation, standardError, t, df } = headline;
  const left = sensitivity?.leaveOneOut;
  const drawn = sensitivity?.bootstrap;
  return {
    id: "range",
    name: `${percent(headline.level)} range`,
    value: rangeOf(headline),
    meaning: [
      "The rate ratio on the log scale, as quasi-Poisson counts: phi is how much more the weeks vary than chance alone would have them (never taken below 1), and g(W) widens the range when neighbouring weeks resemble each other. The quantile is Student's t (F2).",
      "Simulated with 13 baseline and 8 current weeks that resemble each other, this range holds the true value in 92% of cases; a plain Poisson range holds it in 66%. A true reduction of 70% is called reached in 41% of runs after 13 and 13 weeks, in 78% after 26 and 26.",
    ],
    inputs: [
      ["phi, as used and as measured", `${exactly(phi)}, ${exactly(phiRaw)}`],
      ["Resemblance of neighbouring weeks, as used and as measured", `${exactly(r)}, ${exactly(r1)}`],
      ["g(W) of baseline and period", `${exactly(inflation.baseline)}, ${exactly(inflation.current)}`],
      ["Standard error of the logarithm", exactly(standardError)],
      ["t, degrees of freedom", `${exactly(t)}, ${df}`],
      ...(left ? [["With any one week left out", rangeOf(left)] as [string, string]] : []),
      ...(drawn ? [["Moving-block bootstrap, for comparison", rangeOf(drawn)] as [string, string]] : []),
    ],
  };
}

function goalAndVerdict({ goal, verdict, gate }: DeflectionReport): Definition {
  const { needed } = gate;
  return {
    id: "verdict",
    name: "Goal and verdict",
    value: verdict,
    meaning: [
      "Reached: even the lower end of the range is at the goal. Not reached: even the upper end is below it. In between the figure decides what may be said: on target, unproven, or not yet, undecided (F4).",
      `No verdict before there are ${needed.baselineWeeks} baseline weeks, ${needed.currentWeeks} current weeks and ${needed.baselineTickets} baseline questions. The verdict has to hold for eligible and for active people.`,
    ],
    inputs: [
      ["Goal", goal ? `${percent(goal.target)} less than the baseline` : "none"],
      [
        "Version",
        goal?.version ? `${goal.version}, set ${goal.setAt?.slice(0, 10)}` : "a proposal, nobody has agreed to it",
      ],
      ["Hash", goal?.hash ?? "none"],
    ],
  };
}

function people({ eligible, active, denominator }: DeflectionReport): Definition {
  const figure = (one: Headline | null) =>
    one ? `${percent(one.reduction)}, range ${rangeOf(one)}` : "not known for every week";
  return {
    id: "people",
    name: "Per whom",
    value: denominator === "active" ? "active people" : "eligible people",
    meaning: [
      "Eligible: accounts that may ask and were enabled at some moment of the week. Active: those of them who did anything in the portal in the 28 days up to the end of the week. When the two reductions differ by more than 5 points the smaller one is printed (F6).",
    ],
    inputs: [
      ["Per eligible person", figure(eligible)],
      ["Per active person", figure(active)],
    ],
  };
}

function expected({ expectedPer100 }: DeflectionReport): Definition {
  return {
    id: "expected",
    name: "Expected level",
    value: expectedPer100 === null ? "not known" : `${expectedPer100.toFixed(1)} per 100 a week`,
    meaning: [
      "What would be asked if every person asked as often as in the baseline. It is no forecast and knows no seasons; the adjusted figures take mix and growth out.",
    ],
    inputs: [],
  };
}

function journeys({ journeys: { counts, bounds } }: DeflectionReport): Definition {
  return {
    id: "journeys",
    name: "What became of journeys",
    value: bounds ? `between ${percent(bounds.lower)} and ${percent(bounds.upper)}` : "not known",
    meaning: [
      "A journey is what one person looked for within a day or so. It counts as helped only when they said so. Silence counts neither way, so the share is given as two bounds (F21): those who said it helped, and those who did not say or show otherwise.",
      "Journeys are judged seven days after they ended, because a question may still follow; until then they are pending. Journeys without a search or an opened form are browsing and count nowhere.",
    ],
    inputs: [
      ["Said it helped", String(counts.confirmed)],
      ["Read an answer on the ask form and did not send", String(counts.probable)],
      ["Left without a word", String(counts.silent)],
      ["Said it did not help", String(counts.unsolved)],
      ["Asked support", String(counts.failed)],
      ["Pending, browsing", `${counts.pending}, ${counts.browse}`],
    ],
  };
}

function basicQuestion({ goal, weeks }: DeflectionReport): Definition {
  const unlabelled = weeks.filter(({ window }) => window === "current").reduce((sum, week) => sum + week.unlabelled, 0);
  return {
    id: "basic",
    name: "Basic question",
    value: "",
    meaning: [
      goal?.definition ?? "",
      "Whoever resolves a question says which kind it was, by the code book they see there.",
    ],
    inputs: [["Not labelled yet in the period", String(unlabelled)]],
  };
}
