import { createTable, type MigrationDb, run } from "#server/platform/database/schema.ts";

/** What is known of a file. Its bytes lie beside the database, under the name of their hash. */
export async function up(db: MigrationDb): Promise<void> {
  await createTable(
    db,
    "kept_file",
    `id $text primary key,
     person_id $int not null references person (id),
     name $text not null,
     type $text not null,
     size $int not null,
     sha256 $text not null,
     kept_at $int not null,
     attached_at $int`,
  );
  await run(db, "create index kept_file_by_content on kept_file (sha256)");
  await run(db, "create index kept_file_by_person on kept_file (person_id, kept_at)");
  await run(db, "create index kept_file_waiting on kept_file (kept_at) where attached_at is null");
}
