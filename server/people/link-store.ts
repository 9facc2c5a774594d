import type { Database } from "#server/platform/database/database.ts";

type LinkTable = {
  token_hash: string;
  purpose: Purpose;
  person_id: number | null;
  /** The address that becomes theirs by this link. */
  email: string | null;
  created_at: number;
  expires_at: number;
  used_at: number | null;
};

export type Purpose = "setup" | "invitation" | "reset" | "address";

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    link: LinkTable;
  }
}

export const addLink = (db: Database, link: Omit<LinkTable, "used_at">) =>
  db
    .insertInto("link")
    .values({ ...link, used_at: null })
    .execute();

export const linkByHash = (db: Database, tokenHash: string, purpose: Purpose, now: number) =>
  db
    .selectFrom("link")
    .selectAll()
    .where("token_hash", "=", tokenHash)
    .where("purpose", "=", purpose)
    .where("used_at", "is", null)
    .where("expires_at", ">", now)
    .executeTakeFirst();

/** Only one of two uses at the same moment gets a row. */
export const useLink = (db: Database, tokenHash: string, now: number) =>
  db
    .updateTable("link")
    .set({ used_at: now })
    .where("token_hash", "=", tokenHash)
    .where("used_at", "is", null)
    .executeTakeFirst();

export const dropLinks = (db: Database, purpose: Purpose, personId: number | null) =>
  db
    .deleteFrom("link")
    .where("purpose", "=", purpose)
    .where("person_id", personId === null ? "is" : "=", personId)
    .execute();

export const dropLinksOf = (db: Database, personId: number) =>
  db.deleteFrom("link").where("person_id", "=", personId).execute();

export const liveLinksOf = (db: Database, personId: number, purpose: Purpose, now: number) =>
  db
    .selectFrom("link")
    .select("token_hash")
    .where("person_id", "=", personId)
    .where("purpose", "=", purpose)
    .where("used_at", "is", null)
    .where("expires_at", ">", now)
    .limit(10)
    .execute();

export const forgetLinksBefore = (db: Database, expiresAt: number) =>
  db.deleteFrom("link").where("expires_at", "<", expiresAt).execute();
