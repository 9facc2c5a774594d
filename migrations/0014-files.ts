import { createTable, type MigrationDb, run } from "#server/platform/database/schema.ts";

/** Files lie in the database, in pieces: so a backup has them, and a message is never kept without its files. */
export async function up(db: MigrationDb): Promise<void> {
  await createTable(
    db,
    "file",
    `id $text primary key,
     person_id $int not null references person (id),
     name $text not null,
     type $text not null,
     size $int not null,
     sha256 $text not null,
     made_at $int not null,
     done_at $int,
     ticket_id $int references ticket (id),
     place $int,
     foreign key (ticket_id, place) references ticket_message (ticket_id, place)`,
  );
  await run(db, "create index file_by_message on file (ticket_id, place)");
  await run(db, "create index file_by_person on file (person_id, made_at)");
  await run(db, "create index file_pending on file (made_at) where ticket_id is null");
  await createTable(
    db,
    "file_piece",
    "file_id $text not null references file (id) on delete cascade, position $int not null, bytes $blob not null, primary key (file_id, position)",
  );
}
