import { view } from "#server/http/view.ts";
import { DAY } from "#server/platform/clock.ts";
import type { SafeHtml } from "#server/platform/html.ts";
import { FEWEST_READERS } from "./article-readers.ts";
import type { Votes } from "./article-votes.ts";
import type { ArticleRow, ArticlesReport } from "./articles-report.ts";
import { spark, whisker } from "./chart-small.ts";
import { csv } from "./export.ts";
import { firstDay, lastDay } from "./period.ts";
import { hidden } from "./small-cells.ts";
import { percent, several } from "./wording.ts";

export const SORTS = ["credit", "helped", "votes", "readers", "chosen"] as const;
export type Sort = (typeof SORTS)[number];

const SHOWN = 50;
const OLD = 180 * DAY;

export type ShownArticle = {
  title: string;
  href: string;
  category: string;
  isArchived: boolean;
  readers: string;
  /** Null where few did, or no page told. */
  toEnd: string | null;
  copied: string | null;
  helped: { mean: string; cautious: string; whisker: { svg: SafeHtml } } | null;
  why: string;
  votes: string;
  credit: string;
  lastTouch: string;
  avoided: string;
  chosen: string;
  course: { svg: SafeHtml };
  updated: { words: string; isOld: boolean };
};

type ArticlesPage = {
  title: string;
  period: { dates: string; from: string; to: string };
  sorts: { label: string; href: string; isCurrent: boolean }[];
  rows: ShownArticle[];
  summary: string;
  hidden: string;
  next: string | null;
  files: { csv: string; json: string };
};
export const articlesView = view<ArticlesPage>("reports/articles", "staff");

const SORT_NAMES: Record<Sort, string> = {
  credit: "Most credit",
  helped: "Helps best",
  votes: "Best votes",
  readers: "Most readers",
  chosen: "Chosen least for its place",
};

export function articlesPage(report: ArticlesReport, sort: Sort, from: number, now: number): ArticlesPage {
  const { period, rows, hidden } = report;
  const query = `from=${period.from}&to=${period.to}`;
  const sorted = sort === "credit" ? rows : rows.toSorted(ORDERS[sort]);
  return {
    title: "Articles",
    period: { dates: period.dates, from: firstDay(period.from), to: lastDay(period.to) },
    sorts: SORTS.map((one) => ({
      label: SORT_NAMES[one],
      href: `/reports/articles?${query}&sort=${one}`,
      isCurrent: one === sort,
    })),
    rows: sorted.slice(from, from + SHOWN).map((row) => shownArticle(row, now)),
    summary: `${several(rows.length, "article")}, ${several(Math.round(report.totals.journeys), "journey")} that ended well`,
    hidden:
      hidden > 0
        ? `${several(hidden, "article")} with fewer than ${FEWEST_READERS} readers ${hidden === 1 ? "is" : "are"} counted but not shown.`
        : "",
    next: sorted.length > from + SHOWN ? `/reports/articles?${query}&sort=${sort}&skip=${from + SHOWN}` : null,
    files: { csv: `/reports/articles.csv?${query}`, json: `/reports/articles.json?${query}` },
  };
}

/** Those too few readers know come last: chance would put them first. */
const ORDERS: Record<Exclude<Sort, "credit">, (one: ArticleRow, other: ArticleRow) => number> = {
  helped: (one, other) =>
    Number(one.isTooFew) - Number(other.isTooFew) || (other.helped?.cautious ?? 0) - (one.helped?.cautious ?? 0),
  votes: (one, other) => (other.votes?.low ?? -1) - (one.votes?.low ?? -1),
  readers: (one, other) => other.readers - one.readers,
  chosen: (one, other) => (one.chosen ?? Number.POSITIVE_INFINITY) - (other.chosen ?? Number.POSITIVE_INFINITY),
};

export function shownArticle(row: ArticleRow, now: number): ShownArticle {
  const { slug, helped, isTooFew, updatedAt } = row;
  const age = Math.max(0, now - updatedAt);
  return {
    title: row.title,
    href: `/articles/${slug}`,
    category: row.category,
    isArchived: row.isArchived,
    readers: row.readers.toLocaleString("en"),
    toEnd: row.toEnd ? row.toEnd.toLocaleString("en") : null,
    copied: row.copied ? row.copied.toLocaleString("en") : null,
    helped:
      helped && !isTooFew
        ? { mean: percent(helped.mean), cautious: percent(helped.cautious), whisker: { svg: whisker(helped) } }
        : null,
    votes: row.votes ? votesWords(row.votes) : "",
    why: row.reads === 0 ? "Not read yet" : `Too few: ${several(row.reads, "read")}`,
    credit: inShort(row.credit),
    lastTouch: inShort(row.lastTouch),
    avoided: row.avoided === null ? "" : inShort(row.avoided),
    chosen: row.chosen === null ? "" : `×${row.chosen.toFixed(2)}`,
    course: { svg: spark(row.course) },
    updated: { words: several(Math.floor(age / DAY), "day"), isOld: age > OLD },
  };
}

const votesWords = ({ yes, votes, low }: Votes) => `${yes} of ${votes} said yes, at least ${percent(low)}`;

const inShort = (amount: number) => amount.toFixed(amount < 10 ? 1 : 0);

const HEAD = [
  "slug",
  "title",
  "category",
  "archived",
  "readers",
  "reads",
  "solved",
  "helped_mean",
  "helped_at_least",
  "votes",
  "votes_yes",
  "votes_yes_at_least",
  "credit_assisted",
  "last_touch",
  "chosen_for_its_place",
  "chosen_while_typing",
  "chosen_among_related",
  "tickets_avoided_by_experiment",
  "seen_to_the_end",
  "code_copied",
];

/** Journeys of one or two stay hidden in files. */
const withoutFew = (row: ArticleRow) => ({ ...row, reads: hidden(row.reads), solved: hidden(row.solved) });

export const articlesJson = ({ rows, totals, ...report }: ArticlesReport) => ({
  ...report,
  rows: rows.map(withoutFew),
  totals: { journeys: hidden(totals.journeys), readers: hidden(totals.readers) },
});

export function articlesCsv({ rows }: ArticlesReport): string {
  const rounded = (value: number | null | undefined) => (value == null ? null : Math.round(value * 1000) / 1000);
  return csv(
    HEAD,
    rows
      .map(withoutFew)
      .map((row) => [
        row.slug,
        row.title,
        row.category,
        row.isArchived ? "yes" : "no",
        row.readers,
        row.reads,
        row.solved,
        row.isTooFew ? null : rounded(row.helped?.mean),
        row.isTooFew ? null : rounded(row.helped?.cautious),
        row.votes?.votes ?? null,
        row.votes?.yes ?? null,
        rounded(row.votes?.low),
        rounded(row.credit),
        rounded(row.lastTouch),
        rounded(row.chosen),
        rounded(row.chosenElsewhere.suggest),
        rounded(row.chosenElsewhere.related),
        rounded(row.avoided),
        row.toEnd,
        row.copied,
      ]),
  );
}
