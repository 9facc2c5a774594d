import { letter } from "#server/http/view.ts";
import type { Letter, LetterWriter } from "#server/notifications/letter.ts";
import { queueMessage } from "#server/notifications/outbox.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import { DAY, HOUR, MINUTE } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { moveCounter, readCounters } from "#server/platform/counters.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { pathOf } from "./article.ts";
import { audiencesOf } from "./audience.ts";
import { newsBetween, revisedBetween, subscribersTo, subscriptionsOf } from "./news-store.ts";
import { unsubscribeAddress } from "./subscribing.ts";

const NEWS = "knowledge.news";
const MARK = "knowledge.news-until";
/** When the day's news go out, UTC: before people begin. */
const MORNING = 6 * HOUR;
const BATCH = 200;
const MOST_LINES = 30;

type Stretch = { from: number; until: number };

/**
 * The job: once a day, one letter for everything that became new. The stretches touch, so nothing is told twice and
 * nothing is left out; who was queued before a crash is not queued again.
 */
export async function tellSubscribers(ctx: Context): Promise<boolean> {
  const mark = (await readCounters(ctx, [MARK])).get(MARK) ?? 0;
  // A minute's grace: what is being published at that moment belongs to the day before.
  const until = Math.floor((ctx.clock.now() - MINUTE - MORNING) / DAY) * DAY + MORNING;
  if (mark >= until) return false;
  await queueNews(ctx, { from: mark === 0 ? until - DAY : mark, until });
  await inTransaction(ctx, (ctx) => moveCounter(ctx, MARK, until - mark));
  return false;
}

async function queueNews(ctx: Context, stretch: Stretch): Promise<void> {
  const revised = await revisedBetween(ctx.db, stretch.from, stretch.until);
  if (revised.length === 0) return;
  const ids = revised.map(({ id }) => String(id));
  const categories = [...new Set(revised.map(({ category }) => category))];
  for (let last = 0; ; ) {
    const readers = await subscribersTo(ctx.db, ids, categories, last, BATCH);
    await inTransaction(ctx, async (ctx) => {
      for (const to of readers)
        await queueMessage(ctx, {
          kind: NEWS,
          to,
          reason: `news ${stretch.until}`,
          about: "articles",
          payload: stretch,
        });
    });
    if (readers.length < BATCH) return;
    last = readers.at(-1)?.id ?? last;
  }
}

type Item = { title: string; summary: string; address: string; isNew: boolean };
type Mail = { subject: string; lead: string; items: Item[]; more: number; account: string; unsubscribe: string };
const asMarkup = letter<Mail>("knowledge/mail/news.html");
const asText = letter<Mail>("knowledge/mail/news.txt", false);

/** Their subscriptions and their rights are looked at when the letter goes out. */
export const newsLetter: [string, LetterWriter] = [
  NEWS,
  async (ctx, reader, payload): Promise<Letter | null> => {
    if (!can(reader, "knowledge.subscribe")) return null;
    const items = await newsFor(ctx, reader, payload as Stretch);
    const [first] = items;
    if (!first) return null;
    const mail: Mail = {
      subject: items.length === 1 ? `New: ${first.title}` : `${items.length} articles are new or changed`,
      lead: "You asked to hear of these. They became new or were changed.",
      items: items.slice(0, MOST_LINES),
      more: Math.max(0, items.length - MOST_LINES),
      account: `${ctx.config.baseUrl}/account/subscriptions`,
      unsubscribe: unsubscribeAddress(ctx, reader),
    };
    return { subject: mail.subject, text: asText(mail), html: asMarkup(mail), unsubscribe: mail.unsubscribe };
  },
];

async function newsFor(ctx: Context, reader: Person, { from, until }: Stretch): Promise<Item[]> {
  const since = new Map(
    (await subscriptionsOf(ctx.db, reader.id)).map(({ kind, target, sinceAt }) => [`${kind} ${target}`, sinceAt]),
  );
  const news = new Map<number, Item>();
  for (const { id, category, number, authorId, at, ...card } of await newsBetween(
    ctx.db,
    audiencesOf(reader),
    from,
    until,
  )) {
    const asked = Math.min(
      since.get(`article ${id}`) ?? Number.POSITIVE_INFINITY,
      since.get(`category ${category}`) ?? Number.POSITIVE_INFINITY,
    );
    // What they wrote themselves is no news to them.
    if (at <= asked || authorId === reader.id || news.has(id)) continue;
    news.set(id, {
      title: card.title,
      summary: card.summary,
      address: ctx.config.baseUrl + pathOf(card.slug),
      isNew: number === 1,
    });
  }
  return [...news.values()];
}
