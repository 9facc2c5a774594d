import type { Database } from "#server/platform/database/database.ts";
import type { Id } from "#server/platform/database/tables.ts";

type KeyFigureTable = {
  id: Id;
  name: string;
  better: "higher" | "lower";
  baseline: number;
  value: number;
  measured_on: string;
  source: string;
  entered_by: number;
  entered_at: number;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    key_figure: KeyFigureTable;
  }
}

export const addKeyFigure = (db: Database, figure: Omit<KeyFigureTable, "id">) =>
  db.insertInto("key_figure").values(figure).execute();

/** Oldest first, so that of each name the last one stands. */
export const keyFigures = (db: Database) =>
  db
    .selectFrom("key_figure")
    .innerJoin("person", "person.id", "key_figure.entered_by")
    .select([
      "key_figure.name",
      "key_figure.better",
      "key_figure.baseline",
      "key_figure.value",
      "key_figure.measured_on as measuredOn",
      "key_figure.source",
      "key_figure.entered_at as enteredAt",
      "person.name as enteredBy",
    ])
    .orderBy("measured_on")
    .orderBy("key_figure.id")
    .execute();
