import { z } from "zod";
import { cohensKappa, correctLabels } from "./agreement.ts";
import { alwaysValid } from "./always-valid.ts";
import { assignArm } from "./assignment.ts";
import { type Calculation, calculation } from "./calculation.ts";
import { judgeChecks, sumUpChecks } from "./checks.ts";
import { clusteredEffect } from "./clustered.ts";
import { complierEffect } from "./compliers.ts";
import { controlSeries } from "./control-series.ts";
import { creditOf } from "./credit.ts";
import { bothDenominators } from "./denominators.ts";
import { forecast } from "./forecast.ts";
import { headlineAsWritten } from "./headline.ts";
import { hoursSpared } from "./hours-spared.ts";
import { intentionToTreat } from "./intention-to-treat.ts";
import { interruptedSeries } from "./interrupted-series.ts";
import { journeyBounds } from "./journey-bounds.ts";
import { judgeAbove } from "./judgement.ts";
import { linkRates } from "./link-rates.ts";
import { offPortalRate } from "./off-portal.ts";
import { positionCorrected } from "./position.ts";
import { wilsonInterval } from "./proportion.ts";
import { isQualifiedRead, qualifiedReadMs } from "./qualified-read.ts";
import { queryClusters } from "./query-clusters.ts";
import { meanReciprocalRank, ndcg } from "./ranking.ts";
import { RELABEL_LIMITS, relabelShare } from "./relabelling.ts";
import { sampleRatio } from "./sample-ratio.ts";
import { sampleSize, weeksNeeded } from "./sample-size.ts";
import { sampledBaseline } from "./sampled-baseline.ts";
import { blockBootstrap, sensitivityOf } from "./sensitivity.ts";
import {
  armShape,
  EFFECT,
  figure,
  figures,
  goalShape,
  levelShape,
  phiShape,
  REDUCTION,
  shareShape,
  text,
  totalsShape,
  windowShape,
} from "./shapes.ts";
import { shrink } from "./shrinkage.ts";
import { baselineSpike, SPIKE_LIMITS } from "./spike.ts";
import { steppedWedge } from "./stepped-wedge.ts";
import { strataRatio } from "./strata.ts";
import { OWNERS, ticketReason } from "./ticket-reason.ts";

const BASELINE = { tickets: [20, 24, 18, 22, 26, 19, 21, 23], exposure: [100, 100, 100, 100, 100, 100, 100, 100] };
const CURRENT = { tickets: [9, 12, 8, 11], exposure: [110, 110, 112, 112] };

const twoWindows = { baseline: windowShape, current: windowShape };
const windowOfBoth = windowShape.extend({
  active: figures("people active in the trailing 28 days, one number a week"),
});
const beforeAndNow = (what: string) =>
  z.strictObject({ baseline: figure(what), current: figure(what) }).describe(`${what} of both windows`);
const labelCounts = z.strictObject({
  basic: figure("basic tickets"),
  other: figure("all other tickets"),
  exposure: figure("person weeks"),
});
const armsOfPeople = {
  treatment: z.array(armShape).describe("one for each person"),
  holdout: z.array(armShape).describe("one for each person"),
};
const armWithOpening = z.strictObject({
  flows: figure("flows"),
  tickets: figure("of these with a ticket"),
  opened: figure("of these with an opened article"),
  both: figure("with both"),
});
const effectToSee = {
  holdoutShare: figure("share of flows with a ticket, without suggestions"),
  treatmentShare: figure("the same with suggestions"),
};
const measured = (what: string) => figure(what).nullable().default(null);
const measuredInterval = (what: string) =>
  z
    .strictObject({ low: figure("limit"), high: figure("limit") })
    .describe(what)
    .nullable()
    .default(null);
const powerShape = figure("how surely it is to be seen").default(0.8);
const PEOPLE = {
  treatment: [
    { tickets: 1, flows: 2 },
    { tickets: 0, flows: 1 },
    { tickets: 1, flows: 4 },
  ],
  holdout: [
    { tickets: 2, flows: 2 },
    { tickets: 1, flows: 3 },
  ],
};

/** Every formula that can be tried on figures of one's own, in the order of the specification. */
export const calculations: Calculation[] = [
  calculation({
    name: "headline",
    formulas: "F1 to F5",
    summary:
      "How much the rate of basic tickets fell against the baseline: a quasi-Poisson rate ratio with an interval for weeks that resemble each other, and what may be said about the goal.",
    input: z.strictObject({ ...twoWindows, goal: goalShape, level: levelShape }),
    answers: {
      reduction: "1 - rate ratio; 0.58 is 58 per cent less",
      low: "lower limit of the reduction",
      high: "upper limit of the reduction",
      rateRatio: "current rate / baseline rate",
      phi: "overdispersion, never below 1",
      phiRaw: "overdispersion as measured",
      r1: "correlation of neighbouring residuals as measured",
      r: "the same as used, between 0 and 0.9",
      standardError: "of the logarithm of the rate ratio, by F2",
      df: "degrees of freedom",
      t: "quantile of Student's t",
      inflation: "g(W) of both windows: how much resembling weeks widen the interval",
      noise: "what moves whole weeks beyond chance, biases of few weeks taken out: cv, r, standardError and df",
      published: "standard error, t, limits and verdict of the wider of F2 and of noise: what the reports print",
      totals: "tickets, exposure and rate of both windows",
      goal: "as given",
      level: "as given",
      verdict: "reached, not reached, on target, unproven, not yet, undecided, or not enough data",
      notes: "what is missing for a verdict, and that half a ticket was added when there was none",
      leaveOneOut: "smallest and largest reduction with one week left out; null with too few weeks",
      bootstrap: "range of a moving-block bootstrap, 1000 draws, seed 1; null with too few tickets",
    },
    example: { baseline: BASELINE, current: CURRENT, goal: 0.6, level: 0.95 },
    run: (input) => ({ ...headlineAsWritten(input), ...sensitivityOf(input, input.level) }),
  }),
  calculation({
    name: "denominators",
    formulas: "F6",
    summary: "The headline over eligible and over active people: which is printed, and what may be said under both.",
    input: z.strictObject({ baseline: windowOfBoth, current: windowOfBoth, goal: goalShape, level: levelShape }),
    answers: {
      eligible: "the headline over eligible people",
      active: "the headline over active people",
      difference: "between the two reductions",
      headline: "the one that is printed",
      denominator: "eligible, or active when that is smaller by more than 5 points",
      verdict: "what may be said under both",
    },
    example: {
      baseline: { ...BASELINE, active: [80, 80, 80, 80, 80, 80, 80, 80] },
      current: { ...CURRENT, active: [70, 70, 70, 70] },
      goal: 0.6,
      level: 0.95,
    },
    run: bothDenominators,
  }),

  calculation({
    name: "bootstrap",
    formulas: "F5",
    summary: "Moving-block bootstrap of the reduction with a seed: shown beside the interval, never instead of it.",
    input: z.strictObject({
      ...twoWindows,
      runs: figure("number of draws").default(1000),
      seed: figure("the same seed gives the same draws").default(1),
      level: levelShape,
    }),
    answers: { low: "lower percentile of the reduction", high: "upper percentile of the reduction" },
    example: { baseline: BASELINE, current: CURRENT, runs: 1000, seed: 1 },
    run: blockBootstrap,
  }),
  calculation({
    name: "control-series",
    formulas: "F7",
    summary:
      "Did basic tickets fall more than the others did? Difference in differences on the log scale. Not valid when tickets were relabelled.",
    input: z.strictObject({
      basic: beforeAndNow("basic tickets"),
      other: beforeAndNow("all other tickets"),
      basicPhi: phiShape,
      otherPhi: phiShape,
      level: levelShape,
    }),
    answers: {
      ratioOfRatios: "ratio of the basic tickets / ratio of the others",
      standardError: "of its logarithm",
      ...REDUCTION,
      added: "0.5 when there was no current basic ticket",
    },
    example: { basic: { baseline: 200, current: 90 }, other: { baseline: 300, current: 270 } },
    run: controlSeries,
  }),
  calculation({
    name: "strata",
    formulas: "F8",
    summary: "The reduction at an unchanged mix of teams (Mantel-Haenszel), beside the crude one.",
    input: z.strictObject({
      strata: z
        .array(z.strictObject({ name: text("of the team"), baseline: totalsShape, current: totalsShape }))
        .describe("one for each team, length of service or product"),
      phi: phiShape,
      level: levelShape,
    }),
    answers: {
      crude: "reduction of the sums",
      rateRatio: "at an unchanged mix",
      standardError: "of its logarithm",
      ...REDUCTION,
      difference: "between the two reductions",
      reversed: "strata with ten or more baseline tickets that moved the other way",
      isFlagged: "more than 5 points apart, or a stratum reversed",
    },
    example: {
      strata: [
        { name: "north", baseline: { tickets: 50, exposure: 100 }, current: { tickets: 8, exposure: 20 } },
        { name: "south", baseline: { tickets: 10, exposure: 100 }, current: { tickets: 28, exposure: 350 } },
      ],
    },
    run: ({ strata, ...rest }) => strataRatio(strata, rest),
  }),
  calculation({
    name: "interrupted-series",
    formulas: "F9",
    summary:
      "Level and trend before and after the launch, quasi-Poisson; the reduction at the last week against the old trend. Needs 12 weeks on each side.",
    input: z.strictObject({ ...twoWindows, level: levelShape }),
    answers: {
      coefficients: "level, trend, jump at the launch, change of trend; with two years also sine and cosine",
      phi: "overdispersion",
      df: "degrees of freedom",
      ...REDUCTION,
      isSeasonal: "whether two years of weeks brought the season in",
      isEnough: "twelve weeks on each side",
      counterfactual: "tickets the old trend would have led to, week by week",
      notes: "what is missing",
    },
    example: {
      baseline: { tickets: [20, 22, 19, 21, 20, 23], exposure: [100, 100, 100, 100, 100, 100] },
      current: { tickets: [15, 14, 12, 13, 10, 9], exposure: [100, 100, 100, 100, 100, 100] },
    },
    run: ({ baseline, current, level }) => interruptedSeries(baseline, current, level),
  }),
  calculation({
    name: "sampled-baseline",
    formulas: "F10",
    summary: "A baseline of old tickets of which a random sample was labelled.",
    input: z.strictObject({
      tickets: figure("all tickets of the baseline"),
      sampled: figure("how many of them were drawn and labelled"),
      basic: figure("how many of those were basic"),
      baselineExposure: figure("person weeks of the baseline"),
      currentTickets: figure("basic tickets now"),
      currentExposure: figure("person weeks now"),
      phi: phiShape,
      level: levelShape,
    }),
    answers: {
      basicShare: "of the sample",
      baselineTickets: "basic tickets of the baseline, as the sample says",
      rateRatio: "current rate / baseline rate",
      standardError: "of its logarithm",
      ...REDUCTION,
    },
    example: {
      tickets: 1000,
      sampled: 200,
      basic: 50,
      baselineExposure: 2000,
      currentTickets: 60,
      currentExposure: 1000,
    },
    run: sampledBaseline,
  }),
  calculation({
    name: "stepped-wedge",
    formulas: "section 5",
    summary:
      "A start without history: teams are switched on in random order, and each week compares those with and without.",
    input: z.strictObject({
      rows: z
        .array(
          z.strictObject({
            team: text("its name"),
            week: text("such as 2026-W10"),
            tickets: figure("basic tickets"),
            exposure: figure("people"),
            isOn: z.boolean().describe("whether the team has the portal in this week"),
          }),
        )
        .describe("one for each team and week"),
      level: levelShape,
    }),
    answers: {
      ...REDUCTION,
      rateRatio: "with the portal / without it",
      standardError: "of its logarithm: the larger one of the model's own and of the one by whole teams",
      t: "quantile of Student's t",
      phi: "overdispersion",
      df: "degrees of freedom of the model",
      plain: "the model's own range, which takes the weeks of a team for independent",
      teams: "that count",
      weeks: "that count",
    },
    example: {
      rows: ["2026-W01", "2026-W02", "2026-W03"].flatMap((week, at) =>
        ["blue", "green", "red"].map((team, order) => {
          const isOn = order < at;
          return { team, week, tickets: (isOn ? 6 : 12) + order, exposure: 50, isOn };
        }),
      ),
    },
    run: ({ rows, level }) => steppedWedge(rows, level),
  }),
  calculation({
    name: "kappa",
    formulas: "F11",
    summary: "Cohen's kappa of two people who coded the same tickets. Below 0.60 the labels cannot carry a figure.",
    input: z.strictObject({
      bothBasic: figure("tickets that both called basic"),
      firstOnly: figure("only the first"),
      secondOnly: figure("only the second"),
      neither: figure("neither"),
    }),
    answers: {
      kappa: "agreement beyond chance",
      observed: "agreement",
      expected: "agreement by chance",
      tickets: "coded twice",
    },
    example: { bothBasic: 20, firstOnly: 5, secondOnly: 4, neither: 21 },
    run: cohensKappa,
  }),
  calculation({
    name: "misclassification",
    formulas: "F11",
    summary: "The share of basic tickets when labels are wrong now and then (Rogan-Gladen).",
    input: z.strictObject({
      basic: figure("tickets labelled basic"),
      tickets: figure("all tickets"),
      sensitivity: figure("share of basic tickets that are labelled basic"),
      specificity: figure("share of other tickets that are not"),
    }),
    answers: {
      labelled: "share as labelled",
      corrected: "share after correction",
      warning: "when it had to be kept within 0 and 1",
    },
    example: { basic: 40, tickets: 100, sensitivity: 0.9, specificity: 0.95 },
    run: correctLabels,
  }),
  calculation({
    name: "relabelling",
    formulas: "F12",
    summary: "Which part of the fall of basic tickets reappears as other tickets. Warns from 0.20, fails above 0.50.",
    input: z.strictObject({ baseline: labelCounts, current: labelCounts }),
    answers: {
      share: "rise of the others / fall of the basic ones",
      basicFall: "tickets per person",
      otherRise: "tickets per person",
      outcome: "pass, warn or fail",
    },
    example: { baseline: { basic: 100, other: 100, exposure: 500 }, current: { basic: 40, other: 130, exposure: 500 } },
    run: ({ baseline, current }) => {
      const found = relabelShare(baseline, current);
      return { ...found, outcome: judgeAbove(found.share, RELABEL_LIMITS) };
    },
  }),
  calculation({
    name: "spike",
    formulas: "F13",
    summary: "Was the baseline picked at a peak? z against the weeks before. Warns above 2, fails above 3.",
    input: z.strictObject({ baseline: totalsShape, before: totalsShape, phi: phiShape }),
    answers: {
      z: "of the logarithm of the ratio",
      rateRatio: "baseline rate / earlier rate",
      outcome: "pass, warn or fail",
    },
    example: { baseline: { tickets: 200, exposure: 800 }, before: { tickets: 150, exposure: 800 } },
    run: ({ baseline, before, phi }) => {
      const found = baselineSpike(baseline, before, phi);
      return { ...found, outcome: judgeAbove(found.z, SPIKE_LIMITS) };
    },
  }),
  calculation({
    name: "assignment",
    formulas: "F14",
    summary: "Where a unit falls between 0 and 1, and its arm. Units are person@week, or persons in long experiments.",
    input: z.strictObject({
      salt: text("secret of this portal"),
      experiment: text("its name"),
      unit: text("such as bob@2026-W10"),
      share: figure("share of the holdout").default(0.2),
    }),
    answers: { bucket: "from 0 to below 1", arm: "holdout below the share, otherwise treatment" },
    example: { salt: "pepper", experiment: "demo", unit: "bob", share: 0.2 },
    run: assignArm,
  }),
  calculation({
    name: "sample-ratio",
    formulas: "F15",
    summary: "Do the arms have the sizes that were drawn? Below p = 0.001 no result may be shown.",
    input: z.strictObject({
      treatment: figure("units"),
      holdout: figure("units"),
      share: figure("planned share of the holdout"),
    }),
    answers: { chiSquare: "with one degree of freedom", p: "of such sizes by chance", isBlocked: "p < 0.001" },
    example: { treatment: 905, holdout: 95, share: 0.1 },
    run: sampleRatio,
  }),
  calculation({
    name: "intention-to-treat",
    formulas: "F16",
    summary: "Tickets of both arms over first flows, everyone in the arm they were drawn into. Exact for person units.",
    input: z.strictObject({ treatment: armShape, holdout: armShape, level: levelShape }),
    answers: {
      ...EFFECT,
      treatmentShare: "of flows with a ticket",
      holdoutShare: "of flows with a ticket",
      z: "pooled",
      p: "pooled, two-sided",
      relative: "relative reduction with limits; null when an arm has no ticket",
      avoided: "tickets avoided with limits",
      verdict: "fewer tickets with suggestions, more tickets with suggestions, or no effect shown yet",
    },
    example: { treatment: { tickets: 30, flows: 120 }, holdout: { tickets: 16, flows: 40 } },
    run: ({ treatment, holdout, level }) => intentionToTreat(treatment, holdout, level),
  }),
  calculation({
    name: "hours-spared",
    formulas: "section 13",
    summary:
      "What tickets that were surely avoided would have cost support: a range of hours, rounded outwards to one significant figure.",
    input: z.strictObject({
      avoided: z
        .strictObject({ low: figure("lower limit"), high: figure("upper limit") })
        .describe("tickets avoided, by an experiment or a roll-out in random order; both limits above zero"),
      minutes: z
        .strictObject({ least: figure("of a quick one"), most: figure("of a slow one") })
        .describe("of support that one of these tickets takes"),
    }),
    answers: { low: "hours, rounded down", high: "hours, rounded up" },
    example: { avoided: { low: 61.3, high: 214.8 }, minutes: { least: 15, most: 40 } },
    run: hoursSpared,
  }),
  calculation({
    name: "clustered",
    formulas: "F17",
    summary: "The effect over all flows when people have several, clustered by person: the published interval.",
    input: z.strictObject({ ...armsOfPeople, level: levelShape }),
    answers: {
      ...EFFECT,
      standardError: "of the effect",
      treatmentShare: "of flows with a ticket",
      holdoutShare: "of flows with a ticket",
      z: "effect / standard error",
      p: "two-sided",
      verdict: "fewer tickets with suggestions, more tickets with suggestions, or no effect shown yet",
    },
    example: PEOPLE,
    run: ({ treatment, holdout, level }) => clusteredEffect(treatment, holdout, level),
  }),
  calculation({
    name: "compliers",
    formulas: "F18",
    summary:
      "The effect on those who open an article because of the panel (Wald). Only when it changes opening by more than 0.10.",
    input: z.strictObject({ treatment: armWithOpening, holdout: armWithOpening, level: levelShape }),
    answers: {
      ...EFFECT,
      standardError: "by the delta method",
      effectOnOpening: "difference of the shares with an opened article",
    },
    example: {
      treatment: { flows: 120, tickets: 30, opened: 66, both: 12 },
      holdout: { flows: 40, tickets: 16, opened: 4, both: 1 },
    },
    run: ({ treatment, holdout, level }) => complierEffect(treatment, holdout, level),
  }),
  calculation({
    name: "sample-size",
    formulas: "F19",
    summary: "Flows needed in each arm to see a difference of two shares.",
    input: z.strictObject({
      ...effectToSee,
      ratio: figure("treatment flows for one holdout flow"),
      level: levelShape,
      power: powerShape,
    }),
    answers: { holdout: "flows", treatment: "flows", total: "flows" },
    example: { holdoutShare: 0.4, treatmentShare: 0.25, ratio: 4 },
    run: sampleSize,
  }),
  calculation({
    name: "weeks-needed",
    formulas: "F19",
    summary: "The planner: how many weeks until such an effect can be seen here.",
    input: z.strictObject({
      ...effectToSee,
      flowsPerWeek: figure("ask forms opened a week"),
      share: figure("share of the holdout"),
      level: levelShape,
      power: powerShape,
    }),
    answers: { weeks: "until there are enough flows", holdout: "flows", treatment: "flows", total: "flows" },
    example: { holdoutShare: 0.42, treatmentShare: 0.3, flowsPerWeek: 30, share: 0.2 },
    run: weeksNeeded,
  }),
  calculation({
    name: "always-valid",
    formulas: "F20",
    summary: "An interval that may be looked at every day without finding what is not there.",
    input: z.strictObject({
      effect: figure("as measured"),
      standardError: figure("of it"),
      alpha: figure("share of experiments without effect that may ever exclude zero").default(0.05),
      tau: figure("size of effect it is sharpest for").default(0.05),
    }),
    answers: { low: "lower limit", high: "upper limit", halfWidth: "half of the width" },
    example: { effect: -0.15, standardError: 0.05 },
    run: alwaysValid,
  }),
  calculation({
    name: "journey-bounds",
    formulas: "F21",
    summary: "The share of journeys that ended well: bounds, and with a survey an estimate between them.",
    input: z.strictObject({
      confirmed: figure("journeys"),
      probable: figure("journeys"),
      silent: figure("journeys"),
      failed: figure("journeys"),
      unsolved: figure("journeys"),
      survey: z
        .strictObject({ probable: shareShape, silent: shareShape })
        .describe("answers to: did you find what you needed?")
        .nullable()
        .default(null),
      level: levelShape,
    }),
    answers: { journeys: "all", lower: "bound", upper: "bound", estimate: "share with limits; null without a survey" },
    example: {
      confirmed: 20,
      probable: 10,
      silent: 50,
      failed: 15,
      unsolved: 5,
      survey: { probable: { successes: 8, trials: 10 }, silent: { successes: 6, trials: 20 } },
    },
    run: ({ survey, level, ...counts }) => journeyBounds(counts, survey, level),
  }),
  calculation({
    name: "position",
    formulas: "F22",
    summary: "Clicks of an article with the places it was shown at taken out.",
    input: z.strictObject({
      clickRates: figures("click rate of place 1, 2, ... over the whole site"),
      article: z
        .array(
          z.strictObject({
            position: figure("place of the list, from 1"),
            shown: figure("times"),
            clicked: figure("times"),
          }),
        )
        .describe("where it was shown"),
    }),
    answers: {
      shown: "times",
      clicked: "times",
      expected: "clicks the places alone would have brought",
      coec: "clicks / expected clicks",
      ipw: "click rate as if it had always stood first",
    },
    example: {
      clickRates: [0.3, 0.15],
      article: [
        { position: 1, shown: 10, clicked: 2 },
        { position: 2, shown: 40, clicked: 8 },
      ],
    },
    run: ({ clickRates, article }) => positionCorrected(article, new Map(clickRates.map((rate, at) => [at + 1, rate]))),
  }),
  calculation({
    name: "credit",
    formulas: "F23",
    summary: "Shares out one solved journey among what was read, so that credits sum to solved journeys.",
    input: z.strictObject({
      solvedBy: z.array(z.string()).describe("articles that were called the solution"),
      reads: z
        .array(z.strictObject({ article: text("its slug"), minutes: figure("before the outcome") }))
        .describe("qualified reads"),
    }),
    answers: { credits: "article, credit and last touch" },
    example: {
      solvedBy: [],
      reads: [
        { article: "rebase", minutes: 20 },
        { article: "conflicts", minutes: 5 },
      ],
    },
    run: (journey) => ({ credits: creditOf(journey) }),
  }),
  calculation({
    name: "wilson",
    formulas: "F24",
    summary: "Wilson's interval of a share, such as that of helpful votes.",
    input: shareShape.extend({ level: levelShape }),
    answers: { share: "successes / trials", low: "lower limit", high: "upper limit" },
    example: { successes: 8, trials: 10 },
    run: ({ level, ...share }) => wilsonInterval(share, level),
  }),
  calculation({
    name: "shrinkage",
    formulas: "F24",
    summary:
      "Solve rates of articles of one kind, pulled towards each other the more the fewer their reads (beta-binomial).",
    input: z.strictObject({
      articles: z
        .array(z.strictObject({ name: text("its slug"), solved: figure("journeys"), reads: figure("qualified reads") }))
        .describe("of one type and category"),
    }),
    answers: {
      prior: "p, rho, m, alpha and beta of their kind",
      articles: "the best first: posterior mean, cautious 5 % quantile, rank (null below ten reads)",
    },
    example: {
      articles: [
        { name: "a", solved: 6, reads: 10 },
        { name: "b", solved: 1, reads: 1 },
        { name: "c", solved: 30, reads: 100 },
      ],
    },
    run: ({ articles }) => shrink(articles),
  }),
  calculation({
    name: "query-clusters",
    formulas: "F25",
    summary: "Queries that mean the same, the most painful first. Fewer than three people who failed are only counted.",
    input: z.strictObject({
      searches: z
        .array(
          z.strictObject({
            query: text("as typed"),
            person: text("any key"),
            isFailed: z.boolean().describe("no click before the next search, or the journey failed"),
            hasTicket: z.boolean().describe("a ticket within 7 days"),
          }),
        )
        .describe("one for each search"),
    }),
    answers: {
      clusters: "label, queries, searches, people who failed, of these with a ticket, score",
      hidden: "clusters too small to show",
    },
    example: {
      searches: ["ada", "bo", "cy"].map((person) => ({
        query: "vpn setup",
        person,
        isFailed: true,
        hasTicket: person === "ada",
      })),
    },
    run: ({ searches }) => queryClusters(searches),
  }),
  calculation({
    name: "ticket-reason",
    formulas: "F26",
    summary: "Why a basic question still became a ticket, and who can do something about it.",
    input: z.strictObject({
      createdAt: figure("of the ticket, milliseconds"),
      answer: z
        .strictObject({
          article: text("its slug"),
          publishedAt: figure("first, milliseconds"),
          isReadable: z.boolean().describe("by the requester"),
        })
        .describe("the article linked at resolution")
        .nullable(),
      steps: z
        .array(
          z.discriminatedUnion("kind", [
            z.strictObject({ at: figure("milliseconds"), kind: z.literal("opened"), article: text("its slug") }),
            z.strictObject({ at: figure("milliseconds"), kind: z.literal("shown"), articles: z.array(z.string()) }),
            z.strictObject({ at: figure("milliseconds"), kind: z.literal("withheld") }),
          ]),
        )
        .describe("what the requester met, each with its time: opened (article), shown (articles) or withheld"),
    }),
    answers: { reason: "the first that fits", owner: "who can do something about it" },
    example: {
      createdAt: 86_400_000,
      answer: { article: "vpn", publishedAt: 0, isReadable: true },
      steps: [{ at: 86_000_000, kind: "shown", articles: ["vpn", "proxy"] }],
    },
    run: (ticket) => {
      const reason = ticketReason(ticket);
      return { reason, owner: OWNERS[reason] };
    },
  }),
  calculation({
    name: "forecast",
    formulas: "F27",
    summary: "When the trend since the launch meets the goal, with its range (Fieller). Never one date alone.",
    input: z.strictObject({
      since: windowShape.describe("weeks since the launch"),
      baseline: totalsShape,
      baselinePhi: phiShape,
      goal: goalShape,
      level: levelShape,
    }),
    answers: {
      statement: "date, not falling, no date, slope not established, no date, or trend already at the goal",
      slope: "change of the logarithm of the rate per week",
      phi: "overdispersion",
      week: "after the launch; null when there is no date",
      low: "first week of the range",
      high: "last week of the range",
      naiveWeek: "the point alone, not to be shown by itself",
      warnings: "extrapolation",
    },
    example: {
      since: {
        tickets: [60, 55, 52, 47, 45, 40, 38, 35, 32, 30],
        exposure: [240, 240, 240, 240, 240, 240, 240, 240, 240, 240],
      },
      baseline: { tickets: 900, exposure: 2808 },
    },
    run: forecast,
  }),
  calculation({
    name: "link-rates",
    formulas: "F28",
    summary: "Closed tickets with an article, and how many of those articles were older than the ticket.",
    input: z.strictObject({
      closed: figure("tickets"),
      linked: figure("of these with an article"),
      known: figure("of these with an older article"),
      level: levelShape,
    }),
    answers: {
      linkRate: "linked / closed",
      low: "lower limit",
      high: "upper limit",
      knownRate: "known / linked; null when nothing is linked",
      newRate: "the rest; null when nothing is linked",
    },
    example: { closed: 100, linked: 60, known: 45 },
    run: ({ level, ...counts }) => linkRates(counts, level),
  }),
  calculation({
    name: "ranking",
    formulas: "F29",
    summary: "nDCG@5 of one list of grades, from the first result to the last.",
    input: z.strictObject({
      grades: figures("0 for useless, higher for better"),
      depth: figure("results that count").default(5),
    }),
    answers: { ndcg: "1 for the best order" },
    example: { grades: [2, 0, 1] },
    run: ({ grades, depth }) => ({ ndcg: ndcg(grades, depth) }),
  }),
  calculation({
    name: "reciprocal-rank",
    formulas: "F29",
    summary: "Mean reciprocal rank over queries.",
    input: z.strictObject({
      ranks: z.array(z.number().nullable()).describe("of the first relevant result of each query; null without one"),
    }),
    answers: { mrr: "1 when it always comes first" },
    example: { ranks: [1, 2, null, 4] },
    run: ({ ranks }) => ({ mrr: meanReciprocalRank(ranks) }),
  }),
  calculation({
    name: "qualified-read",
    formulas: "F30",
    summary: "From how many visible milliseconds on an article was read.",
    input: z.strictObject({ words: figure("of the article"), activeMs: figure("visible time").default(0) }),
    answers: { threshold: "milliseconds", isQualified: "whether this time is enough" },
    example: { words: 200, activeMs: 16_000 },
    run: ({ words, activeMs }) => ({
      threshold: qualifiedReadMs(words),
      isQualified: isQualifiedRead({ activeMs, words }),
    }),
  }),

  calculation({
    name: "off-portal",
    formulas: "section 12",
    summary: "Basic questions that go elsewhere, per person and week, by a random sample of people.",
    input: z.strictObject({
      people: figure("who answered"),
      yes: figure("of them, who asked anybody outside the portal in seven days"),
      questions: figure("how many questions those asked"),
      level: levelShape,
    }),
    answers: {
      asking: "share of people who asked, with Wilson's limits",
      rate: "questions per person and week",
      low: "lower limit",
      high: "upper limit",
    },
    example: { people: 20, yes: 4, questions: 8 },
    run: ({ level, ...answers }) => offPortalRate(answers, level),
  }),

  calculation({
    name: "checks",
    formulas: "section 12",
    summary: "The seventeen checks: number, thresholds and outcome. What is left out was not measured.",
    input: z.strictObject({
      denominatorDifference: measured("F6: difference of the two reductions"),
      relabelShare: measured("F12"),
      kappa: measured("F11"),
      totalFall: measured("fall of all tickets per person / fall of basic ones"),
      offPortalGrowth: measured("0.25 is a quarter more than in the baseline"),
      holdoutDrift: measuredInterval("of the holdout arm's ticket rate, later minus earlier"),
      repeatContact: measured("upper limit of the rise"),
      reopenRate: measured("upper limit of the rise"),
      silentRise: measured("of the share of silent journeys"),
      spikeZ: measured("F13"),
      mix: z
        .strictObject({
          difference: figure("of the reductions"),
          reversed: figure("large strata that moved the other way"),
        })
        .describe("F8")
        .nullable()
        .default(null),
      lastYearDifference: measured("of the reductions"),
      weeksThatDecide: measured("weeks that change the verdict when left out"),
      fallOfFive: measured("part of the fall"),
      fallOfOneTeam: measured("part of the fall"),
      placebo: measuredInterval("of a launch that never was"),
      twins: measuredInterval("of two halves of one arm"),
      sampleRatioP: measured("F15"),
      eventTroubles: measured("weeks without events"),
      collectorChanges: measured("times that what is recorded changed"),
      skewedClocks: measured("events whose clocks were more than five minutes off"),
      editsAfterLock: measured("of definition or baseline"),
    }),
    answers: { checks: "key, title, outcome and what was measured", summary: "in words" },
    example: { kappa: 0.64, relabelShare: 0.1, spikeZ: 0.4, placebo: { low: -0.2, high: 0.3 } },
    run: (figures) => {
      const checks = judgeChecks(figures);
      return { checks, summary: sumUpChecks(checks) };
    },
  }),
];
