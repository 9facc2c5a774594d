import type { Database } from "#server/platform/database/database.ts";
import { type Eyes, seenBy } from "./seeing-store.ts";

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    ticket_fingerprint: { ticket_id: number; fingerprint: string };
  }
}

export const keepFingerprint = (db: Database, ticket_id: number, fingerprint: string) =>
  db.insertInto("ticket_fingerprint").values({ ticket_id, fingerprint }).execute();

const LOOKED_AT = 200;

/** The articles that answered tickets with this fingerprint, the one that did it last first. */
export const answersTo = async (db: Database, fingerprint: string, limit: number): Promise<string[]> => {
  const newest = db
    .selectFrom("ticket_fingerprint")
    .select("ticket_id")
    .where("fingerprint", "=", fingerprint)
    .orderBy("ticket_id", "desc")
    .limit(LOOKED_AT);
  const rows = await db
    .selectFrom("ticket_label")
    .innerJoin("article", "article.id", "ticket_label.article_id")
    .select("article.slug")
    .where("ticket_label.ticket_id", "in", newest)
    .orderBy("ticket_label.labelled_at", "desc")
    .limit(LOOKED_AT)
    .execute();
  return [...new Set(rows.map(({ slug }) => slug))].slice(0, limit);
};

/** What they asked themselves with this fingerprint and is still open. */
export const ownOpen = (db: Database, fingerprint: string, personId: number) =>
  db
    .selectFrom("ticket_fingerprint")
    .innerJoin("ticket", "ticket.id", "ticket_fingerprint.ticket_id")
    .select(["ticket.number", "ticket.subject"])
    .where("ticket_fingerprint.fingerprint", "=", fingerprint)
    .where("ticket.requester_id", "=", personId)
    .where("ticket.resolved_at", "is", null)
    .where("ticket.spam_at", "is", null)
    .orderBy("ticket.id", "desc")
    .limit(1)
    .executeTakeFirst();

/** Other open tickets with the fingerprint of this one, newest first: what an incident may gather. */
export const sameAs = (db: Database, ticketId: number, eyes: Eyes, limit: number) =>
  db
    .selectFrom("ticket_fingerprint as own")
    .innerJoin("ticket_fingerprint as other", "other.fingerprint", "own.fingerprint")
    .innerJoin("ticket", "ticket.id", "other.ticket_id")
    .select(["ticket.id", "ticket.number", "ticket.subject"])
    .where("own.ticket_id", "=", ticketId)
    .where("other.ticket_id", "!=", ticketId)
    .where("ticket.resolved_at", "is", null)
    .where("ticket.spam_at", "is", null)
    .where(seenBy(eyes))
    .orderBy("ticket.id", "desc")
    .limit(limit)
    .execute();
