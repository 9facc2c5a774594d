import { view } from "#server/http/view.ts";
import type { SafeHtml } from "#server/platform/html.ts";
import { spark } from "./chart-small.ts";
import { csv } from "./export.ts";
import type { Basis } from "./goal.ts";
import { datesOf, firstDay, lastDay } from "./period.ts";
import type { TeamLine, TeamsReport } from "./teams-report.ts";
import { verdictTone } from "./verdict-words.ts";
import { percent, rangeOf, several } from "./wording.ts";

type Row = {
  team: string;
  people: string;
  before: string;
  now: string;
  reduction: string;
  range: string;
  verdict: { words: string; tone: string };
  course: { svg: SafeHtml };
};
type TeamsPage = {
  title: string;
  period: { dates: string; from: string; to: string };
  baseline: string;
  /** Why no team is shown. */
  none: string;
  rows: Row[];
  choices: { team: string; isChosen: boolean }[];
  hidden: string;
  files: { csv: string; json: string };
};
export const teamsView = view<TeamsPage>("reports/teams", "staff");

const NONE: Record<Basis, string> = {
  weeks: "No team of three people or more was counted in the baseline and in these weeks.",
  sample: "The goal is measured against a labelled sample, and a sample says of no team how much it asked before.",
  wedge:
    "The goal is measured against teams that wait for their turn: they are compared with each other week by week, and none with its own past.",
};

export function teamsPage({ period, baseline, basis, teams, offered, hidden }: TeamsReport): TeamsPage {
  const told = new Set(teams.map(({ team }) => team));
  const query = new URLSearchParams([
    ...[["from", period.from] as [string, string], ["to", period.to] as [string, string]],
    ...(told.size < offered.length ? [...told].map((team): [string, string] => ["team", team]) : []),
  ]);
  return {
    title: "Teams",
    period: { dates: period.dates, from: firstDay(period.from), to: lastDay(period.to) },
    baseline: baseline ? datesOf(baseline) : "",
    none: NONE[basis],
    rows: teams.map(rowOf),
    choices: offered.map((team) => ({ team, isChosen: told.has(team) })),
    hidden:
      hidden === 0
        ? ""
        : `${several(hidden, "team")} ${hidden === 1 ? "is" : "are"} counted in every total and not shown: fewer than three people, or a figure from which theirs could be found.`,
    files: { csv: `/reports/teams.csv?${query}`, json: `/reports/teams.json?${query}` },
  };
}

const rowOf = ({ team, people, baseline, current, reduction, low, high, verdict, course }: TeamLine): Row => ({
  team,
  people: several(people, "person", "people"),
  before: baseline.toFixed(1),
  now: current.toFixed(1),
  reduction: reduction === null ? "–" : percent(reduction),
  range: low === null || high === null ? "not known" : rangeOf({ low, high }),
  verdict: { words: verdict, tone: verdictTone(verdict) },
  course: { svg: spark(course) },
});

export const teamsCsv = ({ teams }: TeamsReport): string =>
  csv(
    ["team", "people", "basic_per_100_before", "basic_per_100_now", "reduction", "low", "high", "verdict"],
    teams.map((one) => [
      ...[one.team, one.people, one.baseline, one.current],
      ...[one.reduction, one.low, one.high, one.verdict],
    ]),
  );
