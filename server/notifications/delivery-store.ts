import type { Database } from "#server/platform/database/database.ts";
import type { Id } from "#server/platform/database/tables.ts";

/** What became of a message, attempt by attempt, and what was heard of it afterwards. */
export const DELIVERIES = ["accepted", "deferred", "refused", "unknown", "delayed", "delivered", "bounced"] as const;
export type Delivery = (typeof DELIVERIES)[number];

type DeliveryTable = { id: Id; outbox_id: number; at: number; kind: Delivery; detail: string };
type ChannelTable = {
  name: string;
  failing_since: number;
  failures: number;
  retry_at: number;
  last_error: string;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    delivery_event: DeliveryTable;
    mail_channel: ChannelTable;
  }
}

export const addDelivery = (db: Database, event: Omit<DeliveryTable, "id">) =>
  db.insertInto("delivery_event").values(event).execute();

export const deliveriesOf = (db: Database, outboxIds: readonly number[]) =>
  db
    .selectFrom("delivery_event")
    .select(["outbox_id as outboxId", "at", "kind", "detail"])
    .where("outbox_id", "in", outboxIds)
    .orderBy("id")
    .execute();

/** The way to the mail server as a whole, while it does not work. */
export const channelTrouble = (db: Database, name: string) =>
  db.selectFrom("mail_channel").selectAll().where("name", "=", name).executeTakeFirst();

export const saveChannelTrouble = (db: Database, { name, ...trouble }: ChannelTable) =>
  db
    .insertInto("mail_channel")
    .values({ name, ...trouble })
    .onConflict((one) => one.column("name").doUpdateSet(trouble))
    .execute();

export const clearChannelTrouble = (db: Database, name: string) =>
  db.deleteFrom("mail_channel").where("name", "=", name).execute();
