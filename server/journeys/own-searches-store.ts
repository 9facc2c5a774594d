import type { Database } from "#server/platform/database/database.ts";

/** What somebody looked for, newest first, while its words are kept. */
export const searchesBehind = (db: Database, alias: string, limit: number) =>
  db
    .selectFrom("event")
    .innerJoin("search_text", "search_text.event_id", "event.id")
    .select(["search_text.text", "event.at"])
    .where("event.reader", "=", alias)
    .where("event.type", "=", "search")
    .orderBy("event.at", "desc")
    .limit(limit)
    .execute();
