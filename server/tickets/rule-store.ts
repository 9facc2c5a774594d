import type { Database } from "#server/platform/database/database.ts";
import type { Id } from "#server/platform/database/tables.ts";

type RuleTable = {
  id: Id;
  position: number;
  definition: string;
  version: number;
  enabled_at: number | null;
  last_person_id: number | null;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    assignment_rule: RuleTable;
    rule_wait: { ticket_id: number };
  }
}

/** In the order in which they are tried. */
export const rules = (db: Database) =>
  db.selectFrom("assignment_rule").selectAll().orderBy("position").orderBy("id").execute();

export const addRule = async (db: Database, rule: Pick<RuleTable, "position" | "definition">): Promise<number> => {
  const values = { ...rule, version: 1, enabled_at: null, last_person_id: null };
  return (await db.insertInto("assignment_rule").values(values).returning("id").executeTakeFirstOrThrow()).id;
};

/** Says whether it was still the version that was seen. What is changed is off until it was looked at again. */
export const changeRule = async (
  db: Database,
  id: number,
  seen: number,
  rule: Pick<RuleTable, "position" | "definition">,
): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable("assignment_rule")
    .set({ ...rule, version: seen + 1, enabled_at: null })
    .where("id", "=", id)
    .where("version", "=", seen)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
};

export const switchRule = async (db: Database, id: number, seen: number, at: number | null): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable("assignment_rule")
    .set({ enabled_at: at })
    .where("id", "=", id)
    .where("version", "=", seen)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
};

export const dropRule = (db: Database, id: number) => db.deleteFrom("assignment_rule").where("id", "=", id).execute();

export const noteLast = (db: Database, id: number, personId: number) =>
  db.updateTable("assignment_rule").set({ last_person_id: personId }).where("id", "=", id).execute();

export const isAnyOn = async (db: Database): Promise<boolean> =>
  (await db.selectFrom("assignment_rule").select("id").where("enabled_at", "is not", null).limit(1).execute()).length >
  0;

export const letWait = (db: Database, ticketId: number) =>
  db
    .insertInto("rule_wait")
    .values({ ticket_id: ticketId })
    .onConflict((one) => one.doNothing())
    .execute();

export const firstWaiting = (db: Database) =>
  db.selectFrom("rule_wait").select("ticket_id as id").orderBy("ticket_id").limit(1).executeTakeFirst();

export const endWait = (db: Database, ticketId: number) =>
  db.deleteFrom("rule_wait").where("ticket_id", "=", ticketId).execute();

/** What stands in the fields of one ticket. */
export const answersOf = (db: Database, ticketId: number) =>
  db.selectFrom("ticket_answer").select(["field_id as fieldId", "value"]).where("ticket_id", "=", ticketId).execute();

/** What stands in one field of the tickets that came in between two instants. */
export const answersBetween = (db: Database, fieldId: number, from: number, to: number) =>
  db
    .selectFrom("ticket_answer")
    .innerJoin("ticket", "ticket.id", "ticket_answer.ticket_id")
    .select(["ticket_answer.ticket_id as ticketId", "ticket_answer.value"])
    .where("ticket_answer.field_id", "=", fieldId)
    .where("ticket.opened_at", ">=", from)
    .where("ticket.opened_at", "<=", to)
    .execute();

/** What came in between two instants, as a rule sees it, with what became of it. */
export const cameIn = (db: Database, from: number, to: number, limit: number) =>
  db
    .selectFrom("ticket")
    .innerJoin("person as requester", "requester.id", "ticket.requester_id")
    .leftJoin("person as assignee", "assignee.id", "ticket.assignee_id")
    .select([
      "ticket.id",
      "ticket.number",
      "ticket.subject",
      "ticket.queue_id as queueId",
      "ticket.category",
      "ticket.urgency",
      "ticket.requester_id as requesterId",
      "ticket.insiders",
      "ticket.opened_at as openedAt",
      "ticket.resolved_at as resolvedAt",
      "requester.team",
      "assignee.name as assignee",
    ])
    .where("ticket.opened_at", ">=", from)
    .where("ticket.opened_at", "<=", to)
    .where("ticket.spam_at", "is", null)
    .orderBy("ticket.opened_at", "desc")
    .orderBy("ticket.id", "desc")
    .limit(limit)
    .execute();
