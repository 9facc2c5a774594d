import type { Database } from "#server/platform/database/database.ts";
import type { Id } from "#server/platform/database/tables.ts";
import type { PastEvent } from "./clock-facts.ts";
import type { Drill, DrillQuestion, Source } from "./drill.ts";
import type { TicketEvent } from "./history.ts";
import type { Urgency } from "./ticket.ts";

type DrillTable = {
  id: Id;
  name: string;
  source: Source;
  speed: number;
  starts_at: number;
  day_from: number;
  day_to: number;
  made_by: number;
  ended_at: number | null;
};
type QuestionTable = {
  drill_id: number;
  n: number;
  at: number;
  urgency: Urgency;
  queue_id: number;
  category: string | null;
  article: string | null;
  ticket_id: number | null;
  subject: string | null;
  body: string | null;
};
type EventTable = {
  drill_id: number;
  n: number;
  seq: number;
  at: number;
  done_at: number;
  person_id: number;
  kind: TicketEvent["kind"];
  data: string;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    drill: DrillTable;
    drill_question: QuestionTable;
    drill_event: EventTable;
  }
}

const DRILL = [
  "id",
  "name",
  "source",
  "speed",
  "starts_at as startsAt",
  "day_from as dayFrom",
  "day_to as dayTo",
  "ended_at as endedAt",
] as const;

export const drills = (db: Database, before: number, limit: number): Promise<Drill[]> =>
  db.selectFrom("drill").select(DRILL).where("id", "<", before).orderBy("id", "desc").limit(limit).execute();

export const drillById = (db: Database, id: number): Promise<Drill | undefined> =>
  db.selectFrom("drill").select(DRILL).where("id", "=", id).executeTakeFirst();

export const firstDrill = (db: Database): Promise<Drill | undefined> =>
  db.selectFrom("drill").select(DRILL).orderBy("id").limit(1).executeTakeFirst();

export async function removeDrill(db: Database, id: number): Promise<void> {
  await db.deleteFrom("drill_event").where("drill_id", "=", id).execute();
  await db.deleteFrom("drill_question").where("drill_id", "=", id).execute();
  await db.deleteFrom("drill").where("id", "=", id).execute();
}

export const addDrill = (db: Database, row: Omit<DrillTable, "id" | "ended_at">): Promise<{ id: number }> =>
  db
    .insertInto("drill")
    .values({ ...row, ended_at: null })
    .returning("id")
    .executeTakeFirstOrThrow();

export const endDrill = (db: Database, id: number, at: number) =>
  db.updateTable("drill").set({ ended_at: at }).where("id", "=", id).where("ended_at", "is", null).execute();

export const addQuestions = (db: Database, drillId: number, questions: readonly DrillQuestion[]) =>
  db
    .insertInto("drill_question")
    .values(
      questions.map(({ queueId, ticketId, ...one }) => ({
        ...{ ...one, drill_id: drillId, queue_id: queueId, ticket_id: ticketId },
      })),
    )
    .execute();

export const questionsOf = (db: Database, drillId: number): Promise<DrillQuestion[]> =>
  db
    .selectFrom("drill_question")
    .select([
      ...(["n", "at", "urgency", "queue_id as queueId", "category", "article"] as const),
      ...(["ticket_id as ticketId", "subject", "body"] as const),
    ])
    .where("drill_id", "=", drillId)
    .orderBy("n")
    .execute();

export type DrillEvent = PastEvent & { n: number; by: number };

export const eventsOf = async (db: Database, drillId: number): Promise<DrillEvent[]> => {
  const rows = await db
    .selectFrom("drill_event")
    .select(["n", "at", "person_id as by", "kind", "data"])
    .where("drill_id", "=", drillId)
    .orderBy("n")
    .orderBy("seq")
    .execute();
  return rows.map(({ kind, data, ...row }) => ({ ...row, event: { kind, data: JSON.parse(data) } as TicketEvent }));
};

export const addEvent = (db: Database, row: EventTable) => db.insertInto("drill_event").values(row).execute();

/** What was asked on a day, with what became of it. Nothing that only some may see, and no spam. */
export const askedBetween = (db: Database, from: number, to: number, limit: number) =>
  db
    .selectFrom("ticket")
    .leftJoin("ticket_label", "ticket_label.ticket_id", "ticket.id")
    .leftJoin("article", "article.id", "ticket_label.article_id")
    .select([
      ...(["ticket.id as ticketId", "ticket.opened_at as at", "ticket.urgency", "ticket.category"] as const),
      ...(["ticket.queue_id as queueId", "article.slug as article"] as const),
    ])
    .where("ticket.opened_at", ">=", from)
    .where("ticket.opened_at", "<", to)
    .where("ticket.insiders", "is", null)
    .where("ticket.spam_at", "is", null)
    .orderBy("ticket.opened_at")
    .orderBy("ticket.id")
    .limit(limit)
    .execute();
