import { limitsIn } from "#server/journeys/limits.ts";
import { TEXTS_KEPT } from "#server/journeys/retention.ts";
import { type LinkCounts, type LinkRates, linkRates } from "#server/measure/link-rates.ts";
import { isFailedSearch, type QueryCluster, queryClusters, type Searched } from "#server/measure/query-clusters.ts";
import { normalisedQuery } from "#server/measure/query-words.ts";
import { type Step, TICKET_REASONS, type TicketReason, ticketReason } from "#server/measure/ticket-reason.ts";
import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { readSettings } from "#server/platform/settings.ts";
import * as store from "./gaps-store.ts";

const NAME = "gaps";
const FEWEST_PEOPLE = 3;
const MOST_CLUSTERS = 200;
const A_MONTH = 30 * DAY;
const MOST_ARTICLES = 5;

/** Why basic questions still arrived, and which articles could have answered them. */
export type ReasonFound = {
  reason: TicketReason;
  questions: number;
  /** Only articles that three or more people asked about all the same. */
  articles: { slug: string; title: string; questions: number }[];
};

/** A subject, and how many people failed in the last thirty days and in the thirty before: whether the gap closes. */
export type Gap = QueryCluster & { lately: number; before: number };

export type GapsFound = {
  since: number;
  clusters: Gap[];
  /** Clusters of fewer than three people: counted, not shown. */
  hidden: number;
  questions: number;
  reasons: ReasonFound[];
  /** F28; null while nothing was closed. */
  links: (LinkCounts & LinkRates) | null;
};

/** The job: what people looked for in vain as far back as their words are kept. Too much work for a page. */
export async function findGaps(ctx: Context): Promise<boolean> {
  const since = ctx.clock.now() - TEXTS_KEPT;
  const searches = await searchesIn(ctx, since);
  const { clusters, hidden } = queryClusters(searches);
  const { questions, reasons } = await reasonsIn(ctx, since);
  const gaps = clusters.slice(0, MOST_CLUSTERS).map((cluster) => withCourse(cluster, searches, ctx.clock.now()));
  const counts = await store.linksSince(ctx.db, since);
  const links = counts.closed > 0 ? { ...counts, ...linkRates(counts) } : null;
  const found: GapsFound = { since, clusters: gaps, hidden, questions, reasons, links };
  await store.keepReport(ctx.db, NAME, JSON.stringify(found), ctx.clock.now());
  return false;
}

/** What the job found last. */
export async function gapsFound(ctx: Context): Promise<(GapsFound & { madeAt: number }) | null> {
  const kept = await store.keptReport(ctx.db, NAME);
  return kept ? { ...(JSON.parse(kept.data) as GapsFound), madeAt: kept.madeAt } : null;
}

type SearchedAt = Searched & { at: number };

function withCourse(cluster: QueryCluster, searches: readonly SearchedAt[], now: number): Gap {
  const queries = new Set(cluster.queries);
  const failed = searches.filter(({ query, isFailed }) => isFailed && queries.has(normalisedQuery(query)));
  const people = (from: number, to: number) =>
    new Set(failed.filter(({ at }) => at >= from && at < to).map(({ person }) => person)).size;
  return { ...cluster, lately: people(now - A_MONTH, now + 1), before: people(now - 2 * A_MONTH, now - A_MONTH) };
}

async function searchesIn(ctx: Context, since: number): Promise<SearchedAt[]> {
  const { ripening } = limitsIn(await readSettings(ctx));
  const searches = await store.searchesSince(ctx.db, since);
  const choices = Map.groupBy(await store.choicesSince(ctx.db, since), ({ reader }) => reader);
  const journeys = Map.groupBy(await store.journeysSince(ctx.db, since), ({ reader }) => reader);
  return searches.map(({ reader, at, text }, place) => {
    const next = searches[place + 1];
    const until = next?.reader === reader ? next.at : Number.POSITIVE_INFINITY;
    const own = choices.get(reader) ?? [];
    const journey = journeys.get(reader)?.find(({ start, end }) => start <= at && end >= at);
    const clicked = own.some((one) => one.type !== "ticket_created" && one.at >= at && one.at < until);
    return {
      at,
      query: text,
      person: reader,
      isFailed: isFailedSearch({ clicked, outcome: (journey?.outcome ?? "silent").toUpperCase() }),
      hasTicket: own.some(({ type, at: asked }) => type === "ticket_created" && asked >= at && asked <= at + ripening),
    };
  });
}

async function reasonsIn(ctx: Context, since: number): Promise<{ questions: number; reasons: ReasonFound[] }> {
  const asked = await store.basicSince(ctx.db, since);
  const steps = Map.groupBy(await store.stepsSince(ctx.db, since - DAY), ({ reader }) => reader);
  const judged = asked.map((question) => ({ ...question, reason: reasonFor(question, steps) }));
  const reasons = TICKET_REASONS.map((reason) => {
    const some = judged.filter((one) => one.reason === reason);
    return { reason, questions: some.length, articles: articlesIn(some) };
  });
  return { questions: asked.length, reasons: reasons.filter(({ questions }) => questions > 0) };
}

type Question = Awaited<ReturnType<typeof store.basicSince>>[number];
type Met = Awaited<ReturnType<typeof store.stepsSince>>[number];

function reasonFor(
  { at, alias, slug, audience, publishedAt }: Question,
  steps: ReadonlyMap<string, Met[]>,
): TicketReason {
  const isReadable = audience !== "staff";
  const answer = slug !== null && publishedAt !== null ? { article: slug, publishedAt, isReadable } : null;
  const met = alias === null ? [] : (steps.get(alias) ?? []);
  return ticketReason({ createdAt: at, answer, steps: met.flatMap(stepOf) });
}

function stepOf({ at, type, article, data }: Met): Step[] {
  if (type === "view" || type === "suggest_open") return article === null ? [] : [{ at, kind: "opened", article }];
  if (type === "suggest_withheld") return [{ at, kind: "withheld" }];
  const { articles = [] }: { articles?: (string | [string, number])[] } = JSON.parse(data);
  return [{ at, kind: "shown", articles: articles.map((one) => (typeof one === "string" ? one : one[0])) }];
}

function articlesIn(questions: readonly Question[]): ReasonFound["articles"] {
  const known = questions.filter(({ slug }) => slug !== null);
  return [...Map.groupBy(known, ({ slug }) => slug as string)]
    .filter(([, some]) => new Set(some.map(({ personId }) => personId)).size >= FEWEST_PEOPLE)
    .map(([slug, some]) => ({ slug, title: some[0]?.title ?? slug, questions: some.length }))
    .sort((one, other) => other.questions - one.questions || (one.slug < other.slug ? -1 : 1))
    .slice(0, MOST_ARTICLES);
}
