import { view } from "#server/http/view.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { SafeHtml } from "#server/platform/html.ts";
import { spark } from "./chart-small.ts";
import { csv } from "./export.ts";
import { firstDay, lastDay } from "./period.ts";
import type { SearchLine, SearchReport } from "./search-report.ts";
import { dayOf } from "./week-rows.ts";
import { percent, several } from "./wording.ts";

type Card = { name: string; value: string; before: string; says: string; course: { svg: SafeHtml } };
type Row = { week: string; startsOn: string; searches: string; figures: string[] };
type Place = { place: number; lists: string; ratio: string };
type SearchPage = {
  title: string;
  period: { dates: string; from: string; to: string };
  cards: Card[];
  rows: Row[];
  heads: string[];
  places: Place[];
  areSwapsOn: boolean;
  canSwitch: boolean;
  files: { csv: string; json: string };
};
export const searchReportView = view<SearchPage>("reports/search", "staff");

type Figure = "zeroResultRate" | "reformulationRate" | "msToFirstClick" | "meanReciprocalRank";

const seconds = (ms: number) => `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
const hundredths = (value: number) => value.toFixed(2);

const FIGURES: { key: Figure; name: string; write(value: number): string; says: string }[] = [
  { key: "zeroResultRate", name: "Nothing found", write: percent, says: "of the searches; lower is better" },
  { key: "reformulationRate", name: "Said again", write: percent, says: "in other words; lower is better" },
  { key: "msToFirstClick", name: "Time to a choice", write: seconds, says: "the middle of all; lower is better" },
  {
    ...{ key: "meanReciprocalRank", name: "Place of the choice", write: hundredths },
    says: "as 1 over the place, 1.00 is always the first; higher is better",
  },
];

export function searchReportPage(by: Person, report: SearchReport, areSwapsOn: boolean): SearchPage {
  const { period, weeks, places } = report;
  const query = `from=${period.from}&to=${period.to}`;
  return {
    title: "Search",
    period: { dates: period.dates, from: firstDay(period.from), to: lastDay(period.to) },
    cards: FIGURES.map((figure) => cardOf(figure, weeks)),
    rows: weeks.toReversed().map(rowOf),
    heads: FIGURES.map(({ name }) => name),
    places: places.map(({ place, shown, ratio, low, high }) => ({
      place,
      lists: several(shown, "list"),
      ratio:
        ratio === null || low === null || high === null
          ? "too few to say"
          : `${percent(ratio)} of the first (95% range ${percent(low)} to ${percent(high)})`,
    })),
    areSwapsOn,
    canSwitch: can(by, "portal.manage"),
    files: { csv: `/reports/search.csv?${query}`, json: `/reports/search.json?${query}` },
  };
}

function cardOf({ key, name, write, says }: (typeof FIGURES)[number], weeks: readonly SearchLine[]): Card {
  const known = weeks.flatMap((line) => (line[key] === null ? [] : [line[key]]));
  const last = known.at(-1);
  const first = known[0];
  return {
    ...{ name, says },
    value: last === undefined ? "–" : write(last),
    before: first === undefined || known.length < 2 ? "" : `${write(first)} in the first week`,
    course: { svg: spark(weeks.map((line) => line[key])) },
  };
}

const rowOf = (line: SearchLine): Row => ({
  ...{ week: line.week, startsOn: dayOf(line.startsOn) },
  searches:
    line.searches === 0 ? "too few" : `${line.searches.toLocaleString("en")} of ${several(line.readers, "reader")}`,
  figures: FIGURES.map(({ key, write }) => {
    const value = line[key];
    return value === null ? "–" : write(value);
  }),
});

export const searchCsv = ({ weeks }: SearchReport): string =>
  csv(
    ["week", "starts_on", "searches", "readers", "zero_result_rate", "reformulation_rate", "ms_to_first_click", "mrr"],
    weeks.map((one) => [
      ...[one.week, one.startsOn, one.searches, one.readers, one.zeroResultRate],
      ...[one.reformulationRate, one.msToFirstClick, one.meanReciprocalRank],
    ]),
  );
