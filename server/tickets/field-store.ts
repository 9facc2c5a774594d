import type { Selectable } from "kysely";
import { sql } from "kysely";
import type { Database } from "#server/platform/database/database.ts";
import type { Id } from "#server/platform/database/tables.ts";
import type { Answer, Field, FieldKind } from "./field.ts";

type FieldTable = {
  id: Id;
  category: string | null;
  label: string;
  hint: string;
  kind: FieldKind;
  choices: string;
  required_since: number | null;
  position: number;
  version: number;
  retired_at: number | null;
};
type AnswerTable = { ticket_id: number; field_id: number; label: string; kind: FieldKind; value: string };

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    ticket_question: FieldTable;
    ticket_answer: AnswerTable;
  }
}

const AT_ONCE = 500;

const toField = ({ choices, required_since, retired_at, ...row }: Selectable<FieldTable>): Field => ({
  ...row,
  choices: JSON.parse(choices) as string[],
  isRequired: required_since !== null,
  retiredAt: retired_at,
});

/** All of them, those for every category first, in the order in which they are asked. */
export const allFields = async (db: Database, limit: number): Promise<Field[]> => {
  const rows = await db
    .selectFrom("ticket_question")
    .selectAll()
    .orderBy(sql`case when category is null then 0 else 1 end`)
    .orderBy("category")
    .orderBy("position")
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map((row) => toField(row));
};

export const fieldById = async (db: Database, id: number): Promise<Field | undefined> => {
  const row = await db.selectFrom("ticket_question").selectAll().where("id", "=", id).executeTakeFirst();
  return row && toField(row);
};

export type FieldContent = Omit<FieldTable, "id" | "version">;

export const addField = (db: Database, field: FieldContent) =>
  db
    .insertInto("ticket_question")
    .values({ ...field, version: 1 })
    .returning("id")
    .executeTakeFirstOrThrow();

/** Only on the version somebody saw. Says whether it was. */
export const changeField = async (
  db: Database,
  id: number,
  version: number,
  change: Partial<FieldContent>,
): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable("ticket_question")
    .set((set) => ({ ...change, version: set("version", "+", 1) }))
    .where("id", "=", id)
    .where("version", "=", version)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
};

export const placeField = (db: Database, id: number, position: number) =>
  db.updateTable("ticket_question").set({ position }).where("id", "=", id).execute();

export const addAnswers = (db: Database, ticketId: number, answers: readonly Answer[]) =>
  db
    .insertInto("ticket_answer")
    .values(
      answers.map(({ fieldId, label, kind, value }) => ({
        ticket_id: ticketId,
        field_id: fieldId,
        label,
        kind,
        value,
      })),
    )
    .onConflict((one) =>
      one.columns(["ticket_id", "field_id"]).doUpdateSet({
        label: (set) => set.ref("excluded.label"),
        kind: (set) => set.ref("excluded.kind"),
        value: (set) => set.ref("excluded.value"),
      }),
    )
    .execute();

/** The same for many tickets at once, none of which has any yet. */
export async function addManyAnswers(db: Database, answers: readonly (Answer & { ticketId: number })[]): Promise<void> {
  for (let from = 0; from < answers.length; from += AT_ONCE)
    await db
      .insertInto("ticket_answer")
      .values(
        answers
          .slice(from, from + AT_ONCE)
          .map(({ ticketId, fieldId, ...answer }) => ({ ticket_id: ticketId, field_id: fieldId, ...answer })),
      )
      .execute();
}

export const dropAnswer = (db: Database, ticketId: number, fieldId: number) =>
  db.deleteFrom("ticket_answer").where("ticket_id", "=", ticketId).where("field_id", "=", fieldId).execute();

/** What was answered on these tickets, each in the order in which it was asked. For pages, files and programs alike. */
export const answersOf = (db: Database, ticketIds: readonly number[]): Promise<(Answer & { ticketId: number })[]> =>
  ticketIds.length === 0
    ? Promise.resolve([])
    : db
        .selectFrom("ticket_answer as answer")
        .innerJoin("ticket_question as field", "field.id", "answer.field_id")
        .select([
          "answer.ticket_id as ticketId",
          "answer.field_id as fieldId",
          "answer.label",
          "answer.kind",
          "answer.value",
        ])
        .where("answer.ticket_id", "in", ticketIds)
        .orderBy("answer.ticket_id")
        .orderBy("field.position")
        .orderBy("field.id")
        .execute();
