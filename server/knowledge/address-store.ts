import type { Database } from "#server/platform/database/database.ts";
import type { Audience } from "./article.ts";

type AddressTable = {
  path: string;
  article_id: number | null;
  category: string | null;
  made_by: number | null;
  made_at: number;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    old_address: AddressTable;
  }
}

const addresses = (db: Database) =>
  db.selectFrom("old_address").leftJoin("article", "article.id", "old_address.article_id");

/** What an address that was given up leads to, if it is open to these audiences. */
export const goalOf = (db: Database, audiences: readonly Audience[], path: string) =>
  addresses(db)
    .select(["article.slug", "old_address.category"])
    .where("old_address.path", "=", path)
    .where((where) =>
      where.or([
        where("old_address.article_id", "is", null),
        where.and([where("article.archived_at", "is", null), where("article.audience", "in", audiences)]),
      ]),
    )
    .executeTakeFirst();

/** Whose address it was, whoever asks. */
export const heirOf = (db: Database, path: string) =>
  addresses(db)
    .select(["old_address.article_id as articleId", "article.slug", "article.title", "old_address.category"])
    .where("old_address.path", "=", path)
    .executeTakeFirst();

export const heirsOf = (db: Database, audiences: readonly Audience[], paths: readonly string[]) =>
  db
    .selectFrom("old_address")
    .innerJoin("article", "article.id", "old_address.article_id")
    .select(["old_address.path", "article.slug"])
    .where("old_address.path", "in", paths)
    .where("article.archived_at", "is", null)
    .where("article.audience", "in", audiences)
    .execute();

/** All of them with where they lead, for files and for checks. */
export const everyAddress = (db: Database) =>
  addresses(db)
    .select(["old_address.path", "old_address.article_id as articleId", "article.slug", "old_address.category"])
    .orderBy("old_address.path")
    .execute();

export const pathsOf = (db: Database, articleIds: readonly number[]) =>
  db.selectFrom("old_address").select("path").where("article_id", "in", articleIds).orderBy("path").execute();

export const putAddress = (db: Database, { path, ...goal }: AddressTable) =>
  db
    .insertInto("old_address")
    .values({ path, ...goal })
    .onConflict((one) => one.column("path").doUpdateSet(goal))
    .execute();

export const dropAddress = (db: Database, path: string) =>
  db.deleteFrom("old_address").where("path", "=", path).execute();
