import { avoidedBy, lastEvidence } from "#server/experiment/evidence.ts";
import { figureOrReason, sum } from "#server/measure/figures.ts";
import { honestPlaces } from "#server/measure/position.ts";
import { type Shrunk, type Solving, shrink } from "#server/measure/shrinkage.ts";
import type { Context } from "#server/platform/context.ts";
import { readSettings } from "#server/platform/settings.ts";
import { type Week, weekCalendar, weeksBetween } from "#server/platform/weeks.ts";
import { type Chosen, chosenInLists, NOWHERE } from "./article-places.ts";
import { everyWeek, FEWEST_READERS, fewestPeople } from "./article-readers.ts";
import { type Votes, votesIn } from "./article-votes.ts";
import * as store from "./article-week-store.ts";
import { datesOf, lastFullWeek, type Period, type PeriodAsked, readPeriod } from "./period.ts";
import { swappedIn } from "./search-report.ts";
import { searchWeeks } from "./search-week-store.ts";

export type ArticleRow = {
  slug: string;
  title: string;
  category: string;
  isArchived: boolean;
  updatedAt: number;
  readers: number;
  reads: number;
  solved: number;
  /** Journeys in which its end was seen, and in which code was copied out of it; null for one or two. */
  toEnd: number | null;
  copied: number | null;
  /** F24, compared inside type and category; null where there is nothing to compare with. */
  helped: { mean: number; cautious: number } | null;
  isTooFew: boolean;
  /** F24; null with one or two. */
  votes: Votes | null;
  /** F23: questions it helped to settle. "Assisted", as long as no experiment says how many would have been asked. */
  credit: number;
  lastTouch: number;
  /** Its share of the tickets that the last experiment shows to have been avoided; null without an effect shown. */
  avoided: number | null;
  /** F22: chosen more often (above 1) or less often than its places among results explain. */
  chosen: number | null;
  /** The same in the other lists, each with its own places. */
  chosenElsewhere: Omit<Chosen, "search">;
  /** Credit of the four weeks up to each week; null where these had one or two readers. */
  course: (number | null)[];
};

export type ArticlesReport = {
  period: Period & { dates: string };
  rows: ArticleRow[];
  /** Articles with fewer than three readers: counted in every total, shown nowhere. */
  hidden: number;
  totals: { journeys: number; readers: number };
};

/** What every article that was read did for its readers, most credit first. */
export async function articlesReport(ctx: Context, asked: PeriodAsked = {}): Promise<ArticlesReport> {
  const calendar = weekCalendar((await readSettings(ctx)).timeZone);
  const period = readPeriod(asked, lastFullWeek(calendar, ctx.clock.now()), null);
  const slugNow = await presentSlugs(ctx);
  const facts = Map.groupBy(await store.articleWeeks(ctx.db, period.from, period.to), ({ article }) =>
    slugNow(article),
  );
  const known = await knownArticles(ctx, [...facts.keys()]);
  const chosen = chosenInLists(
    (await store.placesBetween(ctx.db, period.from, period.to)).map((one) => ({
      ...one,
      article: slugNow(one.article),
    })),
    honestPlaces(swappedIn(await searchWeeks(ctx.db, "", period.to))),
  );
  const weeks = weeksBetween(period.from, period.to);
  const isKnownByFew = (slug: string) => fewestPeople(everyWeek(weeks, facts.get(slug) ?? [])) < FEWEST_READERS;
  const rows = [...facts].flatMap(([slug, some]) => {
    const about = known.get(slug);
    return about ? [rowOf(about, some, weeks, chosen.get(slug) ?? NOWHERE)] : [];
  });
  const helped = helpedBySlug(rows.map((row) => ({ ...row, group: groupOf(known.get(row.slug)) })));
  const journeys = sum(rows.map(({ credit }) => credit));
  const avoided = avoidedBy(await lastEvidence(ctx));
  const partOf = (credit: number) => (avoided === null || journeys === 0 ? null : (avoided * credit) / journeys);
  const votes = await votesIn(ctx, calendar, period);
  const shown = rows.filter(({ slug }) => !isKnownByFew(slug));
  return {
    period: { ...period, dates: datesOf(period) },
    rows: shown.map((row) => withRest(row, { helped, votes, avoided: partOf(row.credit) })).sort(byCredit),
    hidden: rows.length - shown.length,
    totals: { journeys, readers: sum(rows.map(({ readers }) => readers)) },
  };
}

type Rest = { helped: ReturnType<typeof helpedBySlug>; votes: ReadonlyMap<string, Votes>; avoided: number | null };

const withRest = (row: ArticleRow, { helped, votes, avoided }: Rest): ArticleRow => ({
  ...{ ...row, ...helped.get(row.slug), avoided },
  votes: votes.get(row.slug) ?? null,
});

const byCredit = (one: ArticleRow, other: ArticleRow) =>
  other.credit - one.credit || other.readers - one.readers || (one.slug < other.slug ? -1 : 1);

type About = Awaited<ReturnType<typeof store.readArticles>>[number];

/** What was read under an address an article had before it moved was this article. */
async function presentSlugs(ctx: Context): Promise<(slug: string) => string> {
  const moved = await store.movedArticles(ctx.db);
  const heirs = new Map(moved.map(({ path, slug }) => [path.replace("/articles/", ""), slug]));
  return (slug) => heirs.get(slug) ?? slug;
}

const AT_ONCE = 500;

async function knownArticles(ctx: Context, slugs: string[]): Promise<Map<string, About>> {
  const known = new Map<string, About>();
  for (let from = 0; from < slugs.length; from += AT_ONCE)
    for (const about of await store.readArticles(ctx.db, slugs.slice(from, from + AT_ONCE)))
      known.set(about.slug, about);
  return known;
}

function rowOf(
  about: About,
  some: readonly store.ArticleWeek[],
  weeks: readonly Week[],
  { search: chosen, ...chosenElsewhere }: Chosen,
): ArticleRow {
  const total = (field: "readers" | "reads" | "solved" | "credit" | "last_touch" | "to_end" | "copied") =>
    sum(some.map((one) => one[field]));
  return {
    slug: about.slug,
    title: about.title,
    category: about.categoryTitle,
    isArchived: about.archivedAt !== null,
    updatedAt: about.updatedAt,
    readers: total("readers"),
    reads: total("reads"),
    solved: total("solved"),
    toEnd: unlessFew(total("to_end")),
    copied: unlessFew(total("copied")),
    helped: null,
    isTooFew: true,
    votes: null,
    credit: total("credit"),
    lastTouch: total("last_touch"),
    avoided: null,
    ...{ chosen, chosenElsewhere },
    course: courseOf(some, weeks),
  };
}

const unlessFew = (count: number) => (count > 0 && count < FEWEST_READERS ? null : count);

const AT_A_TIME = 4;

/** Four weeks at a time, so that few weeks have so few readers that they stay hidden. */
function courseOf(some: readonly store.ArticleWeek[], weeks: readonly Week[]): ArticleRow["course"] {
  const read = everyWeek(weeks, some);
  const credits = weeks.map((week) => sum(some.filter((one) => one.week === week).map(({ credit }) => credit)));
  return weeks.map((_week, place) => {
    const from = Math.max(0, place + 1 - AT_A_TIME);
    const people = fewestPeople(read.slice(from, place + 1));
    return people > 0 && people < FEWEST_READERS ? null : sum(credits.slice(from, place + 1));
  });
}

const groupOf = (about: About | undefined) => `${about?.type} ${about?.category}`;

/** Hard topics have lower rates, so articles are compared inside their type and category, or with all where that is too few. */
function helpedBySlug(rows: readonly (ArticleRow & { group: string })[]) {
  const read = rows.filter(({ reads }) => reads > 0);
  const solving = (some: readonly ArticleRow[]): Solving[] =>
    some.map(({ slug, solved, reads }) => ({ name: slug, solved, reads }));
  const everywhere = figureOrReason(() => shrink(solving(read)).articles);
  const helped = new Map<string, Pick<ArticleRow, "helped" | "isTooFew">>();
  for (const group of Map.groupBy(read, (row) => row.group).values()) {
    const inside = figureOrReason(() => shrink(solving(group)).articles);
    const names = new Set(group.map(({ slug }) => slug));
    const found = inside.ok
      ? inside.figure
      : everywhere.ok
        ? everywhere.figure.filter(({ name }) => names.has(name))
        : [];
    for (const one of found) helped.set(one.name, helpedFrom(one));
  }
  return helped;
}

const helpedFrom = ({ mean, cautious, rank }: Shrunk) => ({ helped: { mean, cautious }, isTooFew: rank === null });
