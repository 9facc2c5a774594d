import type { Database } from "#server/platform/database/database.ts";
import type { Id } from "#server/platform/database/tables.ts";

type CareTable = {
  article_id: number;
  owner_id: number | null;
  verified_at: number | null;
  verified_until: number | null;
};
type VerificationTable = {
  id: Id;
  article_id: number;
  revision: number;
  person_id: number;
  verified_at: number;
  good_until: number;
  note: string;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    article_care: CareTable;
    verification: VerificationTable;
  }
}

const NEW = { owner_id: null, verified_at: null, verified_until: null };

/** Whoever brings out an article nobody looks after does it from now on. */
export const ownIfNobodys = (db: Database, articleId: number, personId: number) =>
  db
    .insertInto("article_care")
    .values({ ...NEW, article_id: articleId, owner_id: personId })
    .onConflict((one) =>
      one
        .column("article_id")
        .doUpdateSet((set) => ({ owner_id: set.fn.coalesce("article_care.owner_id", "excluded.owner_id") })),
    )
    .execute();

export const setOwner = (db: Database, articleId: number, ownerId: number | null) =>
  db
    .insertInto("article_care")
    .values({ ...NEW, article_id: articleId, owner_id: ownerId })
    .onConflict((one) => one.column("article_id").doUpdateSet({ owner_id: ownerId }))
    .execute();

export async function addVerification(db: Database, verification: Omit<VerificationTable, "id">): Promise<void> {
  const { article_id, verified_at, good_until } = verification;
  await db.insertInto("verification").values(verification).execute();
  const newest = { verified_at, verified_until: good_until };
  await db
    .insertInto("article_care")
    .values({ ...NEW, article_id, ...newest })
    .onConflict((one) => one.column("article_id").doUpdateSet(newest))
    .execute();
}

export const careOf = (db: Database, articleId: number) =>
  db
    .selectFrom("article_care")
    .leftJoin("person", "person.id", "article_care.owner_id")
    .select([
      "article_care.owner_id as ownerId",
      "person.name as owner",
      "article_care.verified_at as verifiedAt",
      "article_care.verified_until as verifiedUntil",
    ])
    .where("article_id", "=", articleId)
    .executeTakeFirst();

/** The last time somebody vouched for it, and for which text. */
export const newestVerification = (db: Database, articleId: number) =>
  db
    .selectFrom("verification")
    .select(["revision", "verified_at as at"])
    .where("article_id", "=", articleId)
    .orderBy("verified_at", "desc")
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();

export const verificationsOf = (db: Database, articleId: number, limit: number) =>
  db
    .selectFrom("verification")
    .innerJoin("person", "person.id", "verification.person_id")
    .select([
      "verification.revision",
      "person.name as by",
      "verification.verified_at as at",
      "verification.good_until as until",
      "verification.note",
    ])
    .where("article_id", "=", articleId)
    .orderBy("verified_at", "desc")
    .orderBy("verification.id", "desc")
    .limit(limit)
    .execute();
