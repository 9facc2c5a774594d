import type { Generated } from "kysely";
import type { Database } from "#server/platform/database/database.ts";
import type { Id } from "#server/platform/database/tables.ts";
import type { Urgency } from "./ticket.ts";

type MacroTable = {
  id: Id;
  title: string;
  body: string;
  urgency: Urgency | null;
  category: string | null;
  used: Generated<number>;
  version: number;
  saved_by: number;
  saved_at: number;
  archived_at: number | null;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    macro: MacroTable;
  }
}

const MACRO = ["macro.id", "title", "body", "urgency", "category", "used", "version", "saved_at as savedAt"] as const;

/** What is used most stands first. */
export const macros = (db: Database, limit: number) =>
  db
    .selectFrom("macro")
    .select(MACRO)
    .where("archived_at", "is", null)
    .orderBy("used", "desc")
    .orderBy("title")
    .orderBy("id")
    .limit(limit)
    .execute();

export const macroById = (db: Database, id: number) =>
  db
    .selectFrom("macro")
    .innerJoin("person", "person.id", "macro.saved_by")
    .select([...MACRO, "person.name as savedBy"])
    .where("macro.id", "=", id)
    .where("archived_at", "is", null)
    .executeTakeFirst();

type Content = Pick<MacroTable, "title" | "body" | "urgency" | "category" | "saved_by" | "saved_at">;

export const addMacro = (db: Database, macro: Content) =>
  db
    .insertInto("macro")
    .values({ ...macro, version: 1, archived_at: null })
    .returning("id")
    .executeTakeFirstOrThrow();

/** Only on the version somebody saw. Says whether it was. */
export const changeMacro = async (
  db: Database,
  id: number,
  version: number,
  change: Content | { archived_at: number },
): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable("macro")
    .set((set) => ({ ...change, version: set("version", "+", 1) }))
    .where("id", "=", id)
    .where("version", "=", version)
    .where("archived_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
};

export const countMacroUse = (db: Database, id: number) =>
  db
    .updateTable("macro")
    .set((set) => ({ used: set("used", "+", 1) }))
    .where("id", "=", id)
    .execute();
