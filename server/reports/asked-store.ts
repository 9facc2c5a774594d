import { sql } from "kysely";
import { PROGRAMS } from "#server/people/person.ts";
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
  return rows.map(({ id, labelledAs, label, source, origin, ...row }) => ({
    ...row,
    ...(frozen.get(labelledAs) ?? { label, source }),
    labelNow: label,
    isCorrected: frozen.has(labelledAs),
    isReopened: reopened.has(id),
    isBroughtIn: origin === "import",
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

/**
 * What was set aside as spam was no question. What was merged into another is of the kind of that one, and the same
 * question once more where the same person asked both.
 */
const openedBetween = (db: Database, from: number, to: number) =>
  db
    .selectFrom("ticket")
    .innerJoin("person", "person.id", "ticket.requester_id")
    .leftJoin("ticket_merge as merge", (join) =>
      join.onRef("merge.from_id", "=", "ticket.id").on("merge.undone_at", "is", null),
    )
    .leftJoin("ticket as whole", "whole.id", "merge.into_id")
    .leftJoin("ticket_label", (join) =>
      join.on("ticket_label.ticket_id", "=", sql<number>`coalesce(merge.into_id, ticket.id)`),
    )
    .select([
      "ticket.id",
      sql<number>`coalesce(merge.into_id, ticket.id)`.as("labelledAs"),
      "ticket.requester_id as personId",
      "ticket.category",
      "ticket.opened_at as at",
      "ticket.origin",
      "ticket_label.label",
      "ticket_label.source",
      "person.team",
    ])
    .where("person.role", "=", "requester")
    .where("person.email", "not like", `%${PROGRAMS}`)
    .where("ticket.spam_at", "is", null)
    .where(({ or, eb, ref }) =>
      or([eb("whole.id", "is", null), eb("whole.requester_id", "!=", ref("ticket.requester_id"))]),
    )
    .where("ticket.opened_at", ">=", from)
    .where("ticket.opened_at", "<", to)
    .orderBy("ticket.opened_at")
    .orderBy("ticket.id")
    .execute();

/** When the tickets were opened that were merged, taken apart, set aside as spam or taken back since. */
export async function openingsSortedSince(db: Database, since: number): Promise<number[]> {
  const merged = await db
    .selectFrom("ticket_merge")
    .innerJoin("ticket", "ticket.id", "ticket_merge.from_id")
    .select("ticket.opened_at as at")
    .where(({ or, eb }) => or([eb("merged_at", ">=", since), eb("undone_at", ">=", since)]))
    .execute();
  const sorted = await db
    .selectFrom("ticket_event")
    .innerJoin("ticket", "ticket.id", "ticket_event.ticket_id")
    .select("ticket.opened_at as at")
    // Written out, so that both engines see that the index holds exactly these.
    .where(sql<boolean>`ticket_event.kind in ('spammed', 'unspammed')`)
    .where("ticket_event.at", ">=", since)
    .execute();
  return [...merged, ...sorted].map(({ at }) => at);
}

/** Basic questions answered elsewhere, one need counted once. */
export async function elsewhereBetween(db: Database, from: number, to: number): Promise<number> {
  const row = await db
    .selectFrom("answered_elsewhere")
    .select(({ fn }) => fn.sum<number>("counted").as("questions"))
    .where("answered_at", ">=", from)
    .where("answered_at", "<", to)
    .where("withdrawn_at", "is", null)
    .executeTakeFirst();
  return Number(row?.questions ?? 0);
}

/** When the questions were answered elsewhere that were recorded or taken back since. */
export const elsewhereChangedSince = async (db: Database, since: number): Promise<number[]> =>
  (
    await db
      .selectFrom("answered_elsewhere")
      .select("answered_at as at")
      .where(({ or, eb }) => or([eb("answered_at", ">=", since), eb("withdrawn_at", ">=", since)]))
      .execute()
  ).map(({ at }) => at);
