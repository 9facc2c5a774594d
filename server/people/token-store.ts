import type { Database } from "#server/platform/database/database.ts";
import type { Id } from "#server/platform/database/tables.ts";
import { PERSON } from "./store.ts";

type TokenTable = {
  id: Id;
  token_hash: string;
  /** Its last letters, by which its owner knows it again. */
  ending: string;
  person_id: number;
  name: string;
  scopes: string;
  made_by: number;
  made_at: number;
  expires_at: number;
  used_at: number | null;
  used_from: string | null;
  /** When it came in a place where others may read it: an address, or a body. */
  exposed_at: number | null;
  /** When its owner was told that it ends. */
  reminded_at: number | null;
  revoked_at: number | null;
  revoked_by: number | null;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    api_token: TokenTable;
  }
}

type NewToken = Pick<
  TokenTable,
  "token_hash" | "ending" | "person_id" | "name" | "scopes" | "made_by" | "made_at" | "expires_at"
>;

export const addToken = (db: Database, token: NewToken) =>
  db
    .insertInto("api_token")
    .values({
      ...token,
      used_at: null,
      used_from: null,
      exposed_at: null,
      reminded_at: null,
      revoked_at: null,
      revoked_by: null,
    })
    .returning("id")
    .executeTakeFirstOrThrow();

export const tokenWithPerson = (db: Database, hash: string) =>
  db
    .selectFrom("api_token")
    .innerJoin("person", "person.id", "api_token.person_id")
    .select([
      ...PERSON,
      "api_token.id as tokenId",
      "api_token.scopes",
      "api_token.expires_at as expiresAt",
      "api_token.revoked_at as revokedAt",
    ])
    .where("api_token.token_hash", "=", hash)
    .executeTakeFirst();

const listed = (db: Database) =>
  db
    .selectFrom("api_token")
    .innerJoin("person", "person.id", "api_token.person_id")
    .select([
      "api_token.id",
      "api_token.name",
      "api_token.ending",
      "api_token.scopes",
      "api_token.made_at as madeAt",
      "api_token.expires_at as expiresAt",
      "api_token.used_at as usedAt",
      "api_token.used_from as usedFrom",
      "api_token.exposed_at as exposedAt",
      "api_token.revoked_at as revokedAt",
      "person.id as personId",
      "person.name as owner",
      "person.email as ownerEmail",
      "person.role",
    ]);

/** The newest first. */
export const tokensOf = (db: Database, personId: number, limit: number) =>
  listed(db).where("api_token.person_id", "=", personId).orderBy("api_token.id", "desc").limit(limit).execute();

export const tokensBefore = (db: Database, id: number, limit: number) =>
  listed(db).where("api_token.id", "<", id).orderBy("api_token.id", "desc").limit(limit).execute();

export const liveTokensOf = async (db: Database, personId: number, now: number): Promise<number> =>
  (
    await db
      .selectFrom("api_token")
      .select((select) => select.fn.countAll<number>().as("count"))
      .where("person_id", "=", personId)
      .where("revoked_at", "is", null)
      .where("expires_at", ">", now)
      .executeTakeFirstOrThrow()
  ).count;

export const tokenById = (db: Database, id: number) => listed(db).where("api_token.id", "=", id).executeTakeFirst();

/** Only one of two who revoke it at the same moment has done so. */
export const markRevoked = (db: Database, id: number, by: number, at: number) =>
  db
    .updateTable("api_token")
    .set({ revoked_at: at, revoked_by: by })
    .where("id", "=", id)
    .where("revoked_at", "is", null)
    .executeTakeFirst();

export const noteUsed = (db: Database, id: number, at: number, from: string) =>
  db.updateTable("api_token").set({ used_at: at, used_from: from }).where("id", "=", id).execute();

export const noteExposed = (db: Database, hash: string, at: number) =>
  db
    .updateTable("api_token")
    .set({ exposed_at: at })
    .where("token_hash", "=", hash)
    .where("exposed_at", "is", null)
    .returning("id")
    .executeTakeFirst();

/** Whoever can make another: its owner, or for a program whoever made it. */
export const endingBefore = (db: Database, now: number, until: number, limit: number) =>
  listed(db)
    .select("api_token.made_by as madeBy")
    .where("api_token.reminded_at", "is", null)
    .where("api_token.expires_at", ">", now)
    .where("api_token.expires_at", "<=", until)
    .where("api_token.revoked_at", "is", null)
    .orderBy("api_token.expires_at")
    .limit(limit)
    .execute();

export const noteReminded = (db: Database, id: number, at: number) =>
  db.updateTable("api_token").set({ reminded_at: at }).where("id", "=", id).execute();
