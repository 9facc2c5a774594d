import { type MigrationDb, run } from "#server/platform/database/schema.ts";

/** How often a message had gone to and fro between programs that answer by themselves, as its head says. */
export async function up(db: MigrationDb): Promise<void> {
  await run(db, "alter table mail_in add column hops $int not null default 0");
}
