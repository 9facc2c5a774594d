import type { Database } from "#server/platform/database/database.ts";
import type { LabelSource } from "#server/tickets/label.ts";
import type { Label } from "#server/tickets/ticket.ts";
import type { Asked } from "./weekly-fact.ts";

type Frozen = { label: Label; source: LabelSource };

/** Questions of people who are not staff, opened in a stretch of time, oldest first. */
export async function askedBetween(db: Database, from: number, to: number): Promise<Asked[]> {
  const reopened = new Set((await reopenedBetween(db, from, to)).map(({ ticket_id }) => ticket_id));
  const frozen = await frozenBetween(db, from, to);
  const rows = await openedBetween(db, from, to);
  return rows.map(({ id, label, source, ...row }) => ({
    ...row,
    ...(frozen.get(id) ?? { label, source }),
    labelNow: label,
    isCorrected: frozen.has(id),
    isReopened: reopened.has(id),
  }));
}

const reopenedBetween = (db: Database, from: number, to: number) =>
  db
    .selectFrom("ticket_event")
    .innerJoin("ticket", "ticket.id", "ticket_event.ticket_id")
    .select("ticket_event.ticket_id")
    .where("ticket.opened_at", ">=", from)
    .where("ticket.opened_at", "<", to)
    .where("ticket_event.kind", "=", "reopened")
    .execute();

/** Labels that were corrected later, as they stood when they froze. */
async function frozenBetween(db: Database, from: number, to: number): Promise<Map<number, Frozen>> {
  const rows = await db
    .selectFrom("label_correction")
    .innerJoin("ticket", "ticket.id", "label_correction.ticket_id")
    .select(["ticket_id as id", "from_label as label", "from_source as source"])
    .where("ticket.opened_at", ">=", from)
    .where("ticket.opened_at", "<", to)
    .orderBy("label_correction.id", "desc")
    .execute();
  // The first correction stands last and wins: it names what had frozen.
  return new Map(rows.map(({ id, ...frozen }) => [id, frozen]));
}

const openedBetween = (db: Database, from: number, to: number) =>
  db
    .selectFrom("ticket")
    .innerJoin("person", "person.id", "ticket.requester_id")
    .leftJoin("ticket_label", "ticket_label.ticket_id", "ticket.id")
    .select([
      "ticket.id",
      "ticket.requester_id as personId",
      "ticket.category",
      "ticket.opened_at as at",
      "ticket_label.label",
      "ticket_label.source",
      "person.team",
    ])
    .where("person.role", "=", "requester")
    .where("ticket.opened_at", ">=", from)
    .where("ticket.opened_at", "<", to)
    .orderBy("ticket.opened_at")
    .orderBy("ticket.id")
    .execute();
