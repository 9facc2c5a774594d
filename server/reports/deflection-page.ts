import type { Option } from "#server/http/fields.ts";
import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import type { UnderWay } from "#server/knowledge/origins.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import { type ShownArticle, shownArticle } from "./articles-page.ts";
import type { ArticlesReport } from "./articles-report.ts";
import { gauge } from "./chart-gauge.ts";
import { type Charts, reductionChart } from "./chart-reduction.ts";
import { volumeChart } from "./chart-volume.ts";
import { type CheckRow, checkRows } from "./checks-piece.ts";
import { type Definition, definitionsOf } from "./definitions.ts";
import type { DeflectionReport } from "./deflection.ts";
import type { GapsFound } from "./gaps-finding.ts";
import { type ClusterRow, clusterRow, type ReasonRow, reasonRows } from "./gaps-page.ts";
import { type JourneyPiece, journeyPiece } from "./journey-piece.ts";
import { labelNotes } from "./label-notes.ts";
import { ladderOf, type Rung } from "./ladder.ts";
import type { GatePart } from "./measuring.ts";
import { nextSteps, type Step } from "./next-steps.ts";
import { firstDay, lastDay } from "./period.ts";
import { type PeriodChoice, periodChoices } from "./period-choices.ts";
import { comparedWith, verdictTone } from "./verdict-words.ts";
import { dayOf, type NoteRow, noteRow, type WeekRow, weekOptions, weekRow } from "./week-rows.ts";
import { fewerOrMore, percent, rangeOf, several } from "./wording.ts";

export type NoteForm = Draft<"week" | "sentence" | "leftOut" | "_once">;

type Figure = { big: string; say: string; range: string; gauge: Charts };
export type DeflectionPage = {
  title: string;
  period: { dates: string; from: string; to: string; choices: PeriodChoice[] };
  files: { csv: string; ladder: string; json: string };
  sentence: string;
  figure: Figure | null;
  verdict: { words: string; tone: string; dispute: string };
  /** What corrections and labels nobody gave do to the figure, in sentences. */
  labelNotes: string[];
  gate: Pick<GatePart, "label" | "there" | "needed">[];
  gateLead: string;
  goal: { isSet: boolean; percent: string; href: string; baseline: string; toLabel: boolean };
  canSteer: boolean;
  ladder: Rung[];
  outlook: string;
  /** What switching teams on shows, with or without a past; null where no order was drawn. */
  wedge: { sentence: string } | null;
  /** Against a sample of the baseline that was labelled afterwards; null unless one was. */
  sample: { sentence: string } | null;
  steps: Step[];
  checks: { summary: string; tone: string; rows: CheckRow[] };
  charts: { reduction: Charts; volume: Charts; basis: string; hasExpected: boolean } | null;
  weeks: WeekRow[];
  /** What no week has needs no column. */
  weekColumns: { guessed: boolean; corrected: boolean; elsewhere: boolean };
  journeys: JourneyPiece | null;
  /** The few that stand on this page; the rest has pages of its own. */
  articles: { rows: ShownArticle[]; of: string };
  gaps: { clusters: ClusterRow[]; of: string };
  /** Why basic questions still arrived, each reason with who can do something about it. */
  reasons: ReasonRow[];
  notes: NoteRow[];
  noteForm: { draft: NoteForm; weeks: Option[] };
  definitions: Definition[];
};
export const deflectionView = view<DeflectionPage>("reports/deflection", "staff");

const ARTICLES_SHOWN = 6;
const GAPS_SHOWN = 4;
const REASONS_SHOWN = 4;

export const emptyNote = (): NoteForm => blankDraft({ week: "", sentence: "", leftOut: "", _once: "" });

export type Around = { articles: ArticlesReport; gaps: GapsFound | null; underWay: UnderWay[]; now: number };

export function deflectionPage(
  by: Person,
  report: DeflectionReport,
  { articles, gaps, underWay, now }: Around,
  draft: NoteForm = emptyNote(),
): DeflectionPage {
  const { period, weeks } = report;
  const few = { articles: articles.rows.slice(0, ARTICLES_SHOWN), gaps: gaps?.clusters.slice(0, GAPS_SHOWN) ?? [] };
  const query = `?from=${period.from}&to=${period.to}`;
  return {
    title: "Deflection",
    period: {
      dates: period.dates,
      from: firstDay(period.from),
      to: lastDay(period.to),
      choices: periodChoices(report),
    },
    files: {
      csv: `/reports/deflection.csv${query}`,
      ladder: `/reports/deflection/ladder.csv${query}`,
      json: `/reports/deflection.json${query}`,
    },
    sentence: report.sentence,
    figure: figureOf(report),
    verdict: verdictPiece(report),
    labelNotes: labelNotes(report),
    gate: report.gate.parts,
    gateLead: gateLead(report),
    goal: goalPiece(report),
    canSteer: can(by, "report.goal"),
    ladder: ladderOf(report),
    wedge: report.wedge && { sentence: report.wedge.sentence },
    sample: report.sample && report.goal?.basis === "weeks" ? { sentence: report.sample.sentence } : null,
    steps: nextSteps(report, gaps),
    outlook: report.outlook?.sentence ?? "",
    checks: {
      summary: report.trust.summary,
      tone: report.trust.failed.length > 0 ? "bad" : "",
      rows: checkRows(report),
    },
    charts: weeks.length > 0 ? chartsOf(report) : null,
    weeks: weeks.map(weekRow),
    weekColumns: {
      guessed: weeks.some(({ guessed }) => guessed > 0),
      corrected: weeks.some(({ corrected }) => corrected > 0),
      elsewhere: weeks.some(({ elsewhere }) => elsewhere > 0),
    },
    journeys: journeyPiece(report.journeys),
    articles: {
      rows: few.articles.map((row) => shownArticle(row, now)),
      of: `${few.articles.length} of ${articles.rows.length}`,
    },
    gaps: {
      clusters: few.gaps.map((cluster) => clusterRow(cluster, can(by, "knowledge.write"), underWay)),
      of: several(gaps?.clusters.length ?? 0, "gap"),
    },
    reasons: gaps ? reasonRows(gaps, can(by, "knowledge.write")).slice(0, REASONS_SHOWN) : [],
    notes: report.notes.map(noteRow).reverse(),
    noteForm: { draft, weeks: weekOptions(report) },
    definitions: definitionsOf(report),
  };
}

const chartsOf = (report: DeflectionReport): DeflectionPage["charts"] => ({
  reduction: reductionChart(report),
  volume: volumeChart(report),
  basis: report.goal?.basis === "wedge" ? "As far as it was known by the end of each week" : "Four weeks at a time",
  hasExpected: report.expectedPer100 !== null,
});

/** Any check that fails stands in the same line as the verdict. */
function verdictPiece({ goal, verdict, trust }: DeflectionReport): DeflectionPage["verdict"] {
  const words = goal ? `Goal ${percent(goal.target)}: ${verdict}` : verdict;
  return { words, tone: verdictTone(verdict), dispute: trust.failed.join("; ") };
}

function figureOf(report: DeflectionReport): Figure | null {
  const { headline, goal, before, verdict } = report;
  if (!headline || !goal || verdict === "not enough data") return null;
  const { reduction, low, high } = headline;
  return {
    big: percent(Math.abs(reduction)),
    say: `${fewerOrMore(reduction)} basic questions ${comparedWith(report)}.`,
    range: rangeOf(headline),
    gauge: gauge({ reduction, low, high, goal: goal.target, before }),
  };
}

/** Why there is no figure yet. */
const gateLead = ({ goal, sample }: DeflectionReport) =>
  goal?.basis === "sample" && sample === null
    ? "Whoever could look in between could stop labelling where it pleases, so the figure comes when all of them are labelled."
    : "A figure made of less would mostly show chance, so none is shown.";

function goalPiece({ goal }: DeflectionReport): DeflectionPage["goal"] {
  return {
    isSet: goal !== null && goal.version > 0,
    percent: percent(goal?.target ?? 0.6),
    href: "/reports/deflection/goal",
    toLabel: goal?.basis === "sample",
    baseline: goal ? `${dayOf(firstDay(goal.baseline.from))} to ${dayOf(lastDay(goal.baseline.to))}` : "",
  };
}
