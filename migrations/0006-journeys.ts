import { createTable, type MigrationDb, makeAppendOnly, run } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  await createTable(
    db,
    "event",
    `id $text primary key,
     at $int not null,
     type $text not null,
     person_id $int,
     kind $text not null check (kind in ('dev', 'support', 'service', 'bot', 'preview')),
     session $text not null,
     article $text,
     ticket $int,
     data $text not null`,
  );
  await run(db, "create index event_by_time on event (at, id)");
  await run(db, "create index event_by_person on event (person_id, at)");
  await makeAppendOnly(db, "event");
}
