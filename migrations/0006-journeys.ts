import { createTable, type MigrationDb, makeAppendOnly, run } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  // Who stands behind an alias is written here and nowhere else: without its row, events belong to nobody.
  await createTable(db, "reader", "person_id $int primary key references person (id), alias $text not null unique");
  await createTable(db, "reader_opt_out", "person_id $int primary key references person (id), since $int not null");
  await createTable(
    db,
    "event",
    `id $text primary key,
     at $int not null,
     type $text not null,
     kind $text not null check (kind in ('dev', 'support', 'service', 'bot', 'preview')),
     reader $text,
     session $text,
     article $text,
     ticket $int,
     data $text not null`,
  );
  await run(db, "create index event_by_time on event (at, id)");
  await run(db, "create index event_by_reader on event (reader, at)");
  await run(db, "create index event_by_ticket on event (ticket)");
  // They may grow too old and be forgotten, but what they say never changes.
  await makeAppendOnly(db, "event", ["update"]);
  // What was typed stands apart, because it is forgotten earlier than the event.
  await createTable(
    db,
    "search_text",
    "event_id $text primary key references event (id) on delete cascade, text $text not null, at $int not null",
  );
  await run(db, "create index search_text_by_time on search_text (at)");
  // Readers with events that their journeys do not know yet.
  await createTable(db, "stale_reader", "alias $text primary key, since $int not null, noticed_at $int not null");
  // Derived from the events, and derived again at any time; those of forgotten events, and of readers who do not want to
  // be known (no alias), stay as they were.
  await createTable(
    db,
    "journey",
    `id $text primary key,
     reader $text,
     started_at $int not null,
     ended_at $int not null,
     week $text not null,
     outcome $text not null check (outcome in ('browse', 'failed', 'confirmed', 'unsolved', 'probable', 'silent')),
     data $text not null`,
  );
  await run(db, "create index journey_by_reader on journey (reader, started_at)");
  await run(db, "create index journey_by_week on journey (week, outcome)");
  await run(db, "create index journey_by_end on journey (ended_at)");
}
