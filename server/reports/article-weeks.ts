import type { Outcome } from "#server/journeys/journey.ts";
import type { Facts } from "#server/journeys/outcome.ts";
import { forgottenUntil } from "#server/journeys/retention.ts";
import { creditOf } from "#server/measure/credit.ts";
import { MINUTE } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { readSettings } from "#server/platform/settings.ts";
import { shiftWeek, type Week, type WeekCalendar, weekCalendar } from "#server/platform/weeks.ts";
import { newcomersAmong, REMEMBERED, readersOf } from "./article-readers.ts";
import * as store from "./article-week-store.ts";

type Told = { reader: string | null; end: number; outcome: Outcome; facts: Facts };

/** The job: counts one week in which journeys changed. */
export async function countArticles(ctx: Context): Promise<boolean> {
  const calendar = weekCalendar((await readSettings(ctx)).timeZone);
  return inTransaction(ctx, async (ctx) => {
    const stale = await store.staleArticleWeek(ctx.db);
    if (!stale) return false;
    await countArticleWeek(ctx, calendar, stale.week);
    return true;
  });
}

export async function countArticleWeek(ctx: Context, calendar: WeekCalendar, week: Week): Promise<void> {
  const journeys = (await store.journeysOfWeek(ctx.db, week)).map(
    ({ data, ...row }): Told => ({ ...row, facts: JSON.parse(data) }),
  );
  const earlier = await store.openingsBetween(ctx.db, shiftWeek(week, -REMEMBERED), week);
  const before = readersOf(earlier.map(({ reader, data }) => ({ reader, facts: JSON.parse(data) as Facts })));
  await store.saveArticleWeek(ctx.db, week, articlesIn(week, journeys, before));
  const outcomes = [...Map.groupBy(journeys, ({ outcome }) => outcome)].sort(([one], [other]) =>
    one < other ? -1 : 1,
  );
  await store.saveJourneyWeek(
    ctx.db,
    week,
    outcomes.map(([outcome, some]) => ({
      week,
      outcome,
      journeys: some.length,
      other_ticket: some.filter(({ facts }) => facts.hasOtherTicket).length,
    })),
  );
  // Once the events are forgotten, what was counted of them stays.
  const { events } = await forgottenUntil(ctx);
  if (calendar.start(week) >= events) await savePlaces(ctx, calendar, week);
  await store.articleWeekIsFresh(ctx.db, week);
}

/** Of one week's journeys, what each article had to do with them. */
export function articlesIn(
  week: Week,
  journeys: readonly Told[],
  before: ReadonlyMap<string, ReadonlySet<string>> = new Map(),
): store.ArticleWeek[] {
  const opened = readersOf(journeys);
  const rows = new Map<string, store.ArticleWeek & { people: Set<string> }>();
  const rowOf = (article: string) => {
    const fresh = {
      week,
      article,
      readers: 0,
      newcomers: newcomersAmong(opened.get(article), before.get(article)),
      reads: 0,
      solved: 0,
      credit: 0,
      last_touch: 0,
      to_end: 0,
      copied: 0,
      people: new Set<string>(),
    };
    const row = rows.get(article) ?? fresh;
    rows.set(article, row);
    return row;
  };
  for (const journey of journeys) {
    const { facts, reader, outcome } = journey;
    for (const article of facts.articles) rowOf(article).people.add(reader ?? `${outcome} ${journey.end}`);
    for (const article of articlesWith(facts, ({ scroll = 0 }) => scroll >= AT_THE_END)) rowOf(article).to_end += 1;
    for (const article of articlesWith(facts, ({ copied = 0 }) => copied > 0)) rowOf(article).copied += 1;
    if (outcome === "browse") continue;
    const read = new Set([
      ...facts.reads.filter((one) => one.isQualified).map((one) => one.article),
      ...facts.solvedBy,
    ]);
    for (const article of read) rowOf(article).reads += 1;
    for (const article of facts.solvedBy) rowOf(article).solved += 1;
    for (const { article, credit, lastTouch } of creditsOf(journey)) {
      const row = rowOf(article);
      row.credit += credit;
      row.last_touch += lastTouch;
    }
  }
  return [...rows.values()].map(({ people, ...row }) => ({ ...row, readers: people.size }));
}

/** Per cent of an article; below it stand links and questions, not text. */
const AT_THE_END = 90;

const articlesWith = ({ reads }: Facts, is: (read: Facts["reads"][number]) => boolean) =>
  new Set(reads.filter(is).map(({ article }) => article));

/** Only journeys that ended well have credit to give. */
function creditsOf({ outcome, end, facts }: Told) {
  if (outcome !== "confirmed" && outcome !== "probable") return [];
  const reads = facts.reads
    .filter((read) => read.isQualified)
    .map((read) => ({ article: read.article, minutes: (end - read.at) / MINUTE }));
  return facts.solvedBy.length + reads.length === 0 ? [] : creditOf({ solvedBy: facts.solvedBy, reads });
}

type ListData = { list?: store.List; rank?: number; articles?: [string, number][] };

async function savePlaces(ctx: Context, calendar: WeekCalendar, week: Week): Promise<void> {
  const places = new Map<string, store.PlaceWeek>();
  const placeOf = (list: store.List, article: string, position: number) => {
    const key = `${list} ${position} ${article}`;
    const place = places.get(key) ?? { week, list, article, position, shown: 0, clicked: 0 };
    places.set(key, place);
    return place;
  };
  for (const { type, article, data } of await store.listEvents(ctx.db, calendar.start(week), calendar.end(week))) {
    const { list, rank, articles = [] }: ListData = JSON.parse(data);
    if (!list || !store.LISTS.includes(list)) continue;
    if (type === "impression") for (const [slug, position] of articles) placeOf(list, slug, position).shown += 1;
    else if (article && rank) placeOf(list, article, rank).clicked += 1;
  }
  // A list that was read from a browser's memory was shown without our knowing.
  const rows = [...places.values()].map((place) => ({ ...place, shown: Math.max(place.shown, place.clicked) }));
  await store.savePlaces(ctx.db, week, rows);
}
