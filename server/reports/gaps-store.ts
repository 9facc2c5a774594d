import { sql } from "kysely";
import type { LinkCounts } from "#server/measure/link-rates.ts";
import type { Database } from "#server/platform/database/database.ts";

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    prepared_report: { name: string; data: string; made_at: number };
  }
}

/** Searches whose words are still kept, reader by reader, in the order they were made. */
export const searchesSince = (db: Database, since: number) =>
  db
    .selectFrom("search_text")
    .innerJoin("event", "event.id", "search_text.event_id")
    .select(["event.reader", "event.at", "search_text.text"])
    .where("search_text.at", ">=", since)
    .where("event.type", "=", "search")
    .where("event.kind", "=", "dev")
    .where("event.reader", "is not", null)
    .$narrowType<{ reader: string }>()
    .orderBy("event.reader")
    .orderBy("event.at")
    .execute();

const CHOICES = ["view", "click", "suggest_open"] as const;

/** When readers opened something, and when they asked. */
export const choicesSince = (db: Database, since: number) =>
  db
    .selectFrom("event")
    .select(["reader", "at", "type"])
    .where("at", ">=", since)
    .where("kind", "=", "dev")
    .where("type", "in", [...CHOICES, "ticket_created"])
    .where("reader", "is not", null)
    .$narrowType<{ reader: string }>()
    .orderBy("at")
    .execute();

export const journeysSince = (db: Database, since: number) =>
  db
    .selectFrom("journey")
    .select(["reader", "started_at as start", "ended_at as end", "outcome"])
    .where("ended_at", ">=", since)
    .where("reader", "is not", null)
    .$narrowType<{ reader: string }>()
    .execute();

/** Basic questions that came all the same, with what answers them. */
export const basicSince = (db: Database, since: number) =>
  db
    .selectFrom("ticket")
    .innerJoin("ticket_label", "ticket_label.ticket_id", "ticket.id")
    .leftJoin("article", "article.id", "ticket_label.article_id")
    .leftJoin("reader", "reader.person_id", "ticket.requester_id")
    .select([
      "ticket.opened_at as at",
      "ticket.requester_id as personId",
      "reader.alias",
      "article.slug",
      "article.title",
      "article.audience",
      "article.published_at as publishedAt",
    ])
    .where("ticket.opened_at", ">=", since)
    .where("ticket_label.label", "in", ["basic", "basic-uncovered"])
    .orderBy("ticket.opened_at")
    .execute();

/** Closed questions, those that name an article, and those of them whose article was there when they were asked. */
export async function linksSince(db: Database, since: number): Promise<LinkCounts> {
  const row = await db
    .selectFrom("ticket")
    .innerJoin("person", "person.id", "ticket.requester_id")
    .leftJoin("ticket_label", "ticket_label.ticket_id", "ticket.id")
    .leftJoin("article", "article.id", "ticket_label.article_id")
    .select(({ fn }) => [
      fn.countAll<number>().as("closed"),
      fn.count<number>("article.id").as("linked"),
      sql<number>`sum(case when article.published_at <= ticket.opened_at then 1 else 0 end)`.as("known"),
    ])
    .where("person.role", "=", "requester")
    .where("ticket.status", "=", "resolved")
    .where("ticket.spam_at", "is", null)
    .where("ticket.resolved_at", ">=", since)
    .executeTakeFirstOrThrow();
  return { closed: Number(row.closed), linked: Number(row.linked), known: Number(row.known ?? 0) };
}

const STEPS = ["view", "suggest_open", "impression", "suggest_shown", "suggest_withheld"] as const;

/** What readers met, reader by reader. */
export const stepsSince = (db: Database, since: number) =>
  db
    .selectFrom("event")
    .select(["reader", "at", "type", "article", "data"])
    .where("at", ">=", since)
    .where("type", "in", [...STEPS])
    .where("reader", "is not", null)
    .$narrowType<{ reader: string }>()
    .execute();

export const keepReport = (db: Database, name: string, data: string, at: number) =>
  db
    .insertInto("prepared_report")
    .values({ name, data, made_at: at })
    .onConflict((one) => one.column("name").doUpdateSet({ data, made_at: at }))
    .execute();

export const keptReport = (db: Database, name: string) =>
  db.selectFrom("prepared_report").select(["data", "made_at as madeAt"]).where("name", "=", name).executeTakeFirst();
