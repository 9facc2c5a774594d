import type { Database } from "#server/platform/database/database.ts";
import type { Id } from "#server/platform/database/tables.ts";
import type { Week } from "#server/platform/weeks.ts";

type AnnotationTable = {
  id: Id;
  week: Week;
  sentence: string;
  is_left_out: number;
  made_by: number | null;
  made_at: number;
  withdrawn_by: number | null;
  withdrawn_at: number | null;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    annotation: AnnotationTable;
  }
}

/** Withdrawn ones too: what was once left out is told for ever. */
export const allNotes = (db: Database) =>
  db
    .selectFrom("annotation")
    .leftJoin("person", "person.id", "annotation.made_by")
    .select([
      "annotation.id",
      "annotation.week",
      "annotation.sentence",
      "annotation.is_left_out as isLeftOut",
      "annotation.made_at as madeAt",
      "annotation.withdrawn_at as withdrawnAt",
      "person.name as madeBy",
    ])
    .orderBy("annotation.week")
    .orderBy("annotation.id")
    .execute();

export const addNote = (
  db: Database,
  note: { week: Week; sentence: string; is_left_out: number; made_by: number; made_at: number },
) =>
  db
    .insertInto("annotation")
    .values({ ...note, withdrawn_by: null, withdrawn_at: null })
    .execute();

export async function withdraw(db: Database, id: number, by: number, at: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("annotation")
    .set({ withdrawn_by: by, withdrawn_at: at })
    .where("id", "=", id)
    .where("withdrawn_at", "is", null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}
