import { type MigrationDb, run } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  // Who answers and may see a confidential ticket, as ",3,17,": null where everybody who answers may.
  await run(db, "alter table ticket add column insiders $text");
  await run(db, "alter table ticket add column spam_at $int");
  await run(db, "create index ticket_confidential on ticket (id) where insiders is not null");
}
