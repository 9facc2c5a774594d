import { createTable, type MigrationDb, run } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  // Which silence a requester was reminded of: a ticket that moved on since has another one.
  await createTable(
    db,
    "ticket_reminder",
    "ticket_id $int primary key references ticket (id), about_at $int not null, sent_at $int not null",
  );
  await run(db, "create index ticket_waiting on ticket (updated_at, id) where status = 'waiting'");
}
