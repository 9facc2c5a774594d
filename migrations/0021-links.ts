import { createTable, type MigrationDb, run } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  await createTable(
    db,
    "ticket_link",
    `from_id $int not null references ticket (id),
     kind $text not null check (kind in ('duplicate', 'related', 'blocked')),
     to_id $int not null references ticket (id),
     made_at $int not null,
     primary key (from_id, kind, to_id),
     check (from_id <> to_id)`,
  );
  await run(db, "create index ticket_link_back on ticket_link (to_id)");
}
