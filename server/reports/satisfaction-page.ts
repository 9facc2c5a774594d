import { view } from "#server/http/view.ts";
import { csv } from "./export.ts";
import { ALL, FEWEST, type SatisfactionReport, type SatisfactionRow } from "./satisfaction.ts";
import { hidden, hiddenAmong } from "./small-cells.ts";
import { percent } from "./wording.ts";

export const HERE = "/reports/satisfaction";
export const SPANS = [3, 6, 12] as const;

type SatisfactionPage = {
  title: string;
  basis: string;
  spans: { label: string; href: string; isCurrent: boolean }[];
  rows: { month: string; queue: string; asked: string; satisfied: string; mean: string }[];
  comments: { month: string; queue: string; score: string; comment: string }[];
  files: { csv: string; json: string };
};
export const satisfactionView = view<SatisfactionPage>("reports/satisfaction", "staff");

export function satisfactionPage({ timeZone, rows, comments }: SatisfactionReport, months: number): SatisfactionPage {
  return {
    title: "Satisfaction",
    basis: `Months of ${timeZone}, by when they were asked. A share is shown from ${FEWEST} answers on.`,
    spans: SPANS.map((count) => ({
      ...{ label: `${count} months`, href: `${HERE}?months=${count}`, isCurrent: count === months },
    })),
    rows: rows.map((row) => ({
      ...{ month: row.month, queue: row.queue, asked: `${row.answered} of ${row.asked}` },
      ...{ satisfied: shareOf(row), mean: row.mean === null ? "–" : row.mean.toFixed(1) },
    })),
    comments: comments.map((one) => ({ ...one, score: one.score === null ? "–" : `${one.score} of 5` })),
    files: { csv: `${HERE}.csv?months=${months}`, json: `${HERE}.json?months=${months}` },
  };
}

const shareOf = ({ satisfied }: SatisfactionRow) =>
  satisfied === null ? "–" : `${percent(satisfied.share)} (${percent(satisfied.low)} to ${percent(satisfied.high)})`;

/** What one or two were asked or said stays hidden in files, also where all queues together would tell it. */
function withoutFew(rows: readonly SatisfactionRow[]) {
  return [...Map.groupBy(rows, ({ month }) => month).values()].flatMap((some) => {
    const [sums, queues] = [some.filter(({ queue }) => queue === ALL), some.filter(({ queue }) => queue !== ALL)];
    const asked = hiddenAmong(queues.map((row) => row.asked));
    const answered = hiddenAmong(queues.map((row) => row.answered));
    return [
      ...sums.map((row) => ({ ...row, asked: hidden(row.asked), answered: hidden(row.answered) })),
      ...queues.map((row, place) => ({ ...row, asked: asked[place] ?? null, answered: answered[place] ?? null })),
    ];
  });
}

export const satisfactionJson = ({ rows, ...report }: SatisfactionReport) => ({
  ...report,
  rows: withoutFew(rows),
});

export const satisfactionCsv = ({ rows }: SatisfactionReport) =>
  csv(
    ["month", "queue", "asked", "answered", "satisfied", "satisfied_low", "satisfied_high", "mean"],
    withoutFew(rows).map(({ month, queue, asked, answered, satisfied, mean }) => [
      ...[month, queue, asked, answered],
      ...[satisfied?.share ?? null, satisfied?.low ?? null, satisfied?.high ?? null, mean],
    ]),
  );
