import { createTable, type MigrationDb, run } from "#server/platform/database/schema.ts";

/** Which message a file came with. As open as that message, and no wider. */
export async function up(db: MigrationDb): Promise<void> {
  await createTable(
    db,
    "ticket_file",
    `file_id $text primary key references kept_file (id),
     ticket_id $int not null,
     place $int not null,
     foreign key (ticket_id, place) references ticket_message (ticket_id, place)`,
  );
  await run(db, "create index ticket_file_by_message on ticket_file (ticket_id, place)");
}
