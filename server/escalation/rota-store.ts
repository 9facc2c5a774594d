import type { Database } from "#server/platform/database/database.ts";
import type { Id } from "#server/platform/database/tables.ts";

type RotaVersionTable = { rota_id: number; no: number; definition: string; made_by: number | null; made_at: number };
type Made = { made_by: number; made_at: number };
type OverrideTable = Made & { id: Id; rota_id: number; person_id: number; from_at: number; to_at: number };
type AbsenceTable = Made & { id: Id; person_id: number; from_at: number; to_at: number; deputy_id: number | null };

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    rota: { id: Id };
    rota_version: RotaVersionTable;
    rota_override: OverrideTable;
    absence: AbsenceTable;
  }
}

export const rotaVersions = (db: Database) =>
  db
    .selectFrom("rota_version")
    .leftJoin("person", "person.id", "rota_version.made_by")
    .selectAll("rota_version")
    .select("person.name as by")
    .orderBy("rota_id")
    .orderBy("no")
    .execute();

export const addRota = async (db: Database): Promise<number> =>
  (await db.insertInto("rota").defaultValues().returning("id").executeTakeFirstOrThrow()).id;

export const addRotaVersion = (db: Database, version: RotaVersionTable) =>
  db.insertInto("rota_version").values(version).execute();

/** Those that are not over yet, in the order in which they were made. */
export const overridesAfter = (db: Database, now: number) =>
  db
    .selectFrom("rota_override")
    .innerJoin("person", "person.id", "rota_override.person_id")
    .selectAll("rota_override")
    .select("person.name")
    .where("rota_override.to_at", ">", now)
    .orderBy("rota_override.id")
    .execute();

export const absencesAfter = (db: Database, now: number) =>
  db
    .selectFrom("absence")
    .innerJoin("person", "person.id", "absence.person_id")
    .leftJoin("person as deputy", "deputy.id", "absence.deputy_id")
    .selectAll("absence")
    .select(["person.name", "deputy.name as deputy"])
    .where("absence.to_at", ">", now)
    .orderBy("absence.id")
    .execute();

export const addOverride = (db: Database, row: Omit<OverrideTable, "id">) =>
  db.insertInto("rota_override").values(row).execute();
export const removeOverride = (db: Database, id: number, rotaId: number) =>
  db.deleteFrom("rota_override").where("id", "=", id).where("rota_id", "=", rotaId).executeTakeFirst();

export const addAbsence = (db: Database, row: Omit<AbsenceTable, "id">) =>
  db.insertInto("absence").values(row).execute();
export const removeAbsence = (db: Database, id: number) =>
  db.deleteFrom("absence").where("id", "=", id).executeTakeFirst();
