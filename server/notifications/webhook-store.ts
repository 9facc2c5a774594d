import type { Database } from "#server/platform/database/database.ts";
import type { Id } from "#server/platform/database/tables.ts";
import { type Claimed, heldBy, isWaiting, type State } from "./store.ts";
import type { Hearable, Shape, Webhook } from "./webhook.ts";

type WebhookTable = {
  id: Id;
  name: string;
  url: string;
  shape: Shape;
  hears: string;
  person_id: number | null;
  generation: number;
  rotated_at: number | null;
  made_by: number;
  made_at: number;
  failing_since: number | null;
  disabled_at: number | null;
  disabled_why: string | null;
};

type DeliveryTable = {
  id: Id;
  dedupe_key: string;
  webhook_id: number;
  notice_id: number | null;
  kind: string;
  about: string;
  /** What is said, as it stood when it happened. */
  news: string;
  /** By which it is seen whether it is still news. */
  payload: string;
  delivery_id: string;
  signed_at: number | null;
  state: State;
  attempts: number;
  not_before: number;
  lease_until: number | null;
  last_status: number | null;
  last_error: string | null;
  took_ms: number | null;
  created_at: number;
  sent_at: number | null;
  /** When it failed for good, until whoever counted on it has looked at that. */
  heed_at: number | null;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    webhook: WebhookTable;
    webhook_delivery: DeliveryTable;
  }
}

const COLUMNS = [
  "id",
  "name",
  "url",
  "shape",
  "hears",
  "person_id as personId",
  "generation",
  "made_at as madeAt",
  "rotated_at as rotatedAt",
  "failing_since as failingSince",
  "disabled_at as disabledAt",
  "disabled_why as disabledWhy",
] as const;

const MOST = 100;

const read = <Row extends { hears: string }>(row: Row) => ({ ...row, hears: JSON.parse(row.hears) as Hearable[] });

export const webhooks = async (db: Database): Promise<Webhook[]> =>
  (await db.selectFrom("webhook").select(COLUMNS).orderBy("id").limit(MOST).execute()).map(read);

export const webhookById = async (db: Database, id: number): Promise<Webhook | undefined> => {
  const row = await db.selectFrom("webhook").select(COLUMNS).where("id", "=", id).executeTakeFirst();
  return row && read(row);
};

type NewWebhook = Pick<WebhookTable, "name" | "url" | "shape" | "hears" | "person_id" | "made_by" | "made_at">;

export const addWebhook = (db: Database, row: NewWebhook): Promise<{ id: number }> =>
  db
    .insertInto("webhook")
    .values({ ...row, generation: 1, rotated_at: null, failing_since: null, disabled_at: null, disabled_why: null })
    .returning("id")
    .executeTakeFirstOrThrow();

export const changeWebhook = (db: Database, id: number, change: Partial<Omit<WebhookTable, "id">>) =>
  db.updateTable("webhook").set(change).where("id", "=", id).executeTakeFirst();

export type NewDelivery = Pick<
  DeliveryTable,
  | "dedupe_key"
  | "webhook_id"
  | "notice_id"
  | "kind"
  | "about"
  | "news"
  | "payload"
  | "delivery_id"
  | "not_before"
  | "created_at"
>;

export const addDelivery = (db: Database, row: NewDelivery) =>
  db
    .insertInto("webhook_delivery")
    .values({
      ...{ ...row, signed_at: null, state: "pending", attempts: 0, lease_until: null },
      ...{ last_status: null, last_error: null, took_ms: null, sent_at: null, heed_at: null },
    })
    .onConflict((one) => one.column("dedupe_key").doNothing())
    .execute();

export const dueDeliveries = (db: Database, now: number) =>
  db
    .selectFrom("webhook_delivery")
    .selectAll()
    .where(isWaiting)
    .where("not_before", "<=", now)
    .where((where) => where.or([where("lease_until", "is", null), where("lease_until", "<=", now)]))
    .orderBy("not_before")
    .orderBy("id");

export const dueDelivery = (db: Database, now: number) => dueDeliveries(db, now).limit(1).executeTakeFirst();

/** Only one of two claims at the same moment wins. What was signed before keeps its time: a repeat is the same message. */
export const claimDelivery = (db: Database, id: number, attempts: number, now: number, lease: number) =>
  db
    .updateTable("webhook_delivery")
    .set((set) => ({
      state: "sending",
      attempts: attempts + 1,
      lease_until: now + lease,
      signed_at: set.fn.coalesce("signed_at", set.val(now)),
    }))
    .where("id", "=", id)
    .where("attempts", "=", attempts)
    .returning(["signed_at as signedAt"])
    .executeTakeFirst();

type Settled = Pick<
  DeliveryTable,
  "state" | "sent_at" | "last_status" | "last_error" | "took_ms" | "not_before" | "lease_until" | "heed_at"
>;

export const settleDelivery = (db: Database, claimed: Claimed, change: Partial<Settled>) =>
  db
    .updateTable("webhook_delivery")
    .set(change)
    .where((where) => where.and(heldBy(claimed)))
    .execute();

export const suppressDeliveriesOf = (db: Database, webhookId: number, at: number) =>
  db
    .updateTable("webhook_delivery")
    .set({ state: "suppressed", lease_until: null, heed_at: at })
    .where("webhook_id", "=", webhookId)
    .where("state", "in", ["pending", "sending"])
    .execute();

export const deliveriesOf = (db: Database, webhookId: number, limit: number) =>
  db
    .selectFrom("webhook_delivery")
    .select([
      "id",
      "kind",
      "about",
      "state",
      "attempts",
      "created_at",
      "sent_at",
      "last_status",
      "last_error",
      "took_ms",
    ])
    .where("webhook_id", "=", webhookId)
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
