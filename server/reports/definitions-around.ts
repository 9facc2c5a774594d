import type { Headline } from "#server/measure/headline.ts";
import type { Share } from "#server/measure/proportion.ts";
import type { Strata } from "#server/measure/strata.ts";
import { smallerOf } from "./adjusting.ts";
import type { Definition } from "./definitions.ts";
import type { DeflectionReport } from "./deflection.ts";
import type { Experimental } from "./experimental.ts";
import { asTyped, RULES } from "./limits.ts";
import { percent, rangeOf } from "./wording.ts";

/** What stands around the figure: adjustments, outlook, people and journeys. */

const exactly = (value: number, digits = 4) => value.toFixed(digits);

export function adjustments({ adjusted }: DeflectionReport): Definition[] {
  const { strata, tenure, control, trend, teams, byTeam, byTenure } = adjusted;
  if (!strata && !tenure && !control && !trend) return [];
  const inputs: Definition["inputs"] = [];
  if (strata) inputs.push(...mixInputs(strata, "teams", `, ${teams} teams`));
  if (tenure) inputs.push(...mixInputs(tenure, "newcomers"));
  if (control)
    inputs.push([
      "Beside questions that are not basic (F7)",
      `${percent(control.reduction)}, range ${rangeOf(control)}`,
    ]);
  if (trend)
    inputs.push([
      "Against the trend of the baseline (F9)",
      [`${percent(trend.reduction)}, range ${rangeOf(trend)}`, ...trend.notes].join(". "),
    ]);
  for (const { team, baseline, current } of strata ? byTeam : [])
    inputs.push([`${team}, per 100 a week`, `${baseline.toFixed(1)} before, ${current.toFixed(1)} now`]);
  for (const { tenure: name, baseline, current } of tenure ? byTenure : [])
    inputs.push([`${name}, per 100 a week`, `${baseline.toFixed(1)} before, ${current.toFixed(1)} now`]);
  const mix = smallerOf(adjusted) === "tenure" ? tenure : strata;
  return [
    {
      id: "adjusted",
      name: "Adjusted reduction",
      value: percent((mix ?? control ?? trend)?.reduction ?? 0),
      meaning: [
        "F8 compares each team with itself (Mantel-Haenszel), so that a changed mix of teams is not taken for a changed rate. Teams of fewer than three people are left out. The same is done for accounts younger than 90 days when the week began and for older ones, as newcomers ask more; who had asked elsewhere before the account was made is no newcomer. Of the two the smaller reduction is printed. F7 takes the questions that are not basic as a control: what growth, holidays and releases do to both cancels out. F7 means nothing where questions were relabelled. F9 asks whether the fall had begun before: it carries the trend of the baseline on and compares the last week with it; a dozen weeks on each side are the least it needs.",
        "The ranges of F7 and F8 take phi from the headline and a normal quantile, and know nothing of neighbouring weeks that resemble each other: beside the headline’s they are rather too narrow. A person counts for the team they were in when the week was last counted.",
      ],
      inputs,
    },
  ];
}

function mixInputs(mix: Strata, of: "teams" | "newcomers", aside = ""): Definition["inputs"] {
  return [
    [`At an unchanged mix of ${of} (F8)`, `${percent(mix.reduction)}, range ${rangeOf(mix)}${aside}`],
    [`The same people, mix of ${of} as it was`, percent(mix.crude)],
    [
      of === "teams" ? "Teams that moved the other way" : "Newcomers or others that moved the other way",
      mix.reversed.length > 0 ? mix.reversed.join(", ") : "none",
    ],
  ];
}

export function experiment({ experiment }: DeflectionReport): Definition {
  const shown = experiment?.shown;
  return {
    id: "experiment",
    name: "Shown by experiment, and not attributed",
    value: shown ? percent(shown.reduction) : "",
    meaning: [
      "Only a lot can show what the suggestions surely caused: a holdout on the ask form, or the order in which teams were switched on. Both answer for the suggestions, not for everything the articles do. Of a holdout, the part of the fall that it explains is shown, in basic questions of its own weeks (section 8: tickets avoided over R_b T − Y); its range is that of the effect alone, the fall taken as known. The rest of the counted reduction is not attributed: it may be the portal, or anything else that changed meanwhile.",
      experiment
        ? experiment.sentence
        : "No experiment has been run, so nothing of the counted reduction is attributed.",
    ],
    inputs: experiment ? inputsOf(experiment) : [],
  };
}

type Input = Definition["inputs"][number];

function inputsOf({ question, startedAt, endedAt, result, fall, avoided }: Experimental): Definition["inputs"] {
  const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
  const arm = (which: "treatment" | "holdout") => `${result.tickets[which]} tickets of ${result.flows[which]} flows`;
  return [
    ["Question", question],
    ["Ran", `${dayOf(startedAt)} to ${dayOf(endedAt)}`],
    ["With suggestions", arm("treatment")],
    ["Holdout", arm("holdout")],
    ...(fall === null ? [] : [["Basic questions not asked in its weeks", fall.toFixed(1)] as Input]),
    ...(avoided === null ? [] : [["Of these avoided by the suggestions", avoided.toFixed(1)] as Input]),
  ];
}

export function outlookOf({ outlook }: DeflectionReport): Definition[] {
  if (!outlook) return [];
  const { slope, week, low, high, weeks, statement } = outlook;
  const inputs: Definition["inputs"] = [
    ["Weeks since the baseline", String(weeks)],
    ["Change of the logarithm per week", exactly(slope)],
  ];
  if (week !== null && low !== null && high !== null)
    inputs.push(["Week of the goal, with its range", `${exactly(week, 1)}, ${exactly(low, 1)} to ${exactly(high, 1)}`]);
  return [
    {
      id: "outlook",
      name: "When the goal may be met",
      value: statement,
      meaning: [
        "A quasi-Poisson trend through the weeks since the baseline, carried on to the goal; the range is Fieller's (F27). It says what would happen if nothing but time went on, and never gives one date alone.",
      ],
      inputs,
    },
  ];
}

export function people({ eligible, active, denominator }: DeflectionReport): Definition {
  const figure = (one: Headline | null) =>
    one ? `${percent(one.reduction)}, range ${rangeOf(one)}` : "not known for every week";
  return {
    id: "people",
    name: "Per whom",
    value: denominator === "active" ? "active people" : "eligible people",
    meaning: [
      "Eligible: accounts that may ask and were enabled at some moment of the week. Active: those of them who did anything in the portal in the 28 days up to the end of the week. Who opted out of being recorded is taken to be as active as the others, and weeks keep the number that was seen while they ran. When the two reductions differ by more than 5 points the smaller one is printed (F6).",
    ],
    inputs: [
      ["Per eligible person", figure(eligible)],
      ["Per active person", figure(active)],
    ],
  };
}

const said = (share: Share | undefined) =>
  share ? `${share.successes} of ${share.trials} who answered` : "fewer than three answers of a kind";

export function expected({ expectedPer100 }: DeflectionReport): Definition {
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

export function journeys({
  journeys: { counts, bounds, strict, survey, limits, aboutToAsk },
}: DeflectionReport): Definition {
  return {
    id: "journeys",
    name: "What became of journeys",
    value: bounds ? `between ${percent(bounds.lower)} and ${percent(bounds.upper)}` : "not known",
    meaning: [
      "A journey is what one person looked for within a day or so. It counts as helped only when they said so. Silence counts neither way, so the share is given as two bounds (F21): those who said it helped, and those who did not say or show otherwise.",
      "Of those who read an answer and did not send, and of those who left without a word, a random twentieth is asked the next day whether they found it, nobody more than once in thirty days. Their answers give the estimate between the bounds, with Wilson's limits put in.",
      "Whom an article helped may say that they were about to ask. Nobody has to, so it is no rate; it says that these questions were on their way.",
      "Journeys are judged some days after they ended, because a question may still follow; until then they are pending. Journeys without a search or an opened form are browsing and count nowhere.",
      "Read strictly, any question of the same person within those days takes back that an article helped, whatever it is about.",
    ],
    inputs: [
      ["Said it helped", String(counts.confirmed)],
      ["Read an answer on the ask form and did not send", String(counts.probable)],
      ["Left without a word", String(counts.silent)],
      ["Said it did not help", String(counts.unsolved)],
      ["Asked support", String(counts.failed)],
      [
        "Of all, people who said that they had been about to ask",
        aboutToAsk === null ? "fewer than three" : String(aboutToAsk),
      ],
      ["Pending, browsing", `${counts.pending}, ${counts.browse}`],
      ["Found it, of those who read an answer and did not send", said(survey?.probable)],
      ["Found it, of those who left without a word", said(survey?.silent)],
      ["Bounds, read strictly", strict ? `${percent(strict.lower)} to ${percent(strict.upper)}` : "not known"],
      ...RULES.map((rule): [string, string] => [rule.label, String(asTyped(rule, limits))]),
    ],
  };
}
