import type { Database } from "#server/platform/database/database.ts";
import type { Id } from "#server/platform/database/tables.ts";

type FigureTable = {
  id: Id;
  name: string;
  value: number;
  measured_on: string;
  source: string;
  entered_by: number;
  entered_at: number;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    programme_figure: FigureTable;
  }
}

export const addFigure = (db: Database, figure: Omit<FigureTable, "id">) =>
  db.insertInto("programme_figure").values(figure).execute();

/** Oldest first, so that of each name the last one stands. */
export const fedFigures = (db: Database) =>
  db
    .selectFrom("programme_figure")
    .innerJoin("person", "person.id", "programme_figure.entered_by")
    .select([
      "programme_figure.name",
      "programme_figure.value",
      "programme_figure.measured_on as measuredOn",
      "programme_figure.source",
      "programme_figure.entered_at as enteredAt",
      "person.name as enteredBy",
    ])
    .orderBy("measured_on")
    .orderBy("programme_figure.id")
    .execute();
