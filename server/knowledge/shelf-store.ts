import { type ExpressionBuilder, sql } from "kysely";
import type { Database } from "#server/platform/database/database.ts";
import type { Tables } from "#server/platform/database/tables.ts";
import type { Shelf } from "./files.ts";

export const categories = (db: Database) =>
  db
    .selectFrom("category")
    .selectAll()
    .where((where) =>
      where.or([
        where("position", ">=", 0),
        where("everyone", ">", 0),
        where("signed_in", ">", 0),
        where("staff", ">", 0),
      ]),
    )
    .orderBy("position")
    .orderBy("slug")
    .execute();

export const categoryBySlug = (db: Database, slug: string) =>
  db.selectFrom("category").selectAll().where("slug", "=", slug).executeTakeFirst();

/** Shelves nobody lists any more stay, because tickets may lie on them, but out of sight unless they hold something. */
export async function putCategories(db: Database, shelves: Shelf[]): Promise<void> {
  await db.updateTable("category").set({ position: -1 }).execute();
  await db
    .insertInto("category")
    .values(shelves.map((shelf) => ({ ...shelf, everyone: 0, signed_in: 0, staff: 0 })))
    .onConflict((one) =>
      one.column("slug").doUpdateSet((set) => ({
        title: set.ref("excluded.title"),
        summary: set.ref("excluded.summary"),
        icon: set.ref("excluded.icon"),
        position: set.ref("excluded.position"),
      })),
    )
    .execute();
}

/** Counted anew whenever articles change, which is seldom, so that a page never counts and a count never drifts. */
export const countShelves = (db: Database) =>
  db
    .updateTable("category")
    .set((set) => ({
      everyone: countOf(set, "everyone"),
      signed_in: countOf(set, "signed-in"),
      staff: countOf(set, "staff"),
    }))
    .execute();

const countOf = (set: ExpressionBuilder<Tables, "category">, audience: "everyone" | "signed-in" | "staff") =>
  set
    .selectFrom("article")
    .select(sql<number>`count(*)`.as("count"))
    .whereRef("article.category", "=", "category.slug")
    .where("article.audience", "=", audience)
    .where("article.archived_at", "is", null);
