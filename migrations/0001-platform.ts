import { createTable, type MigrationDb } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  await createTable(db, "migration_checksum", "name $text primary key, checksum $text not null");
  await createTable(
    db,
    "submission",
    "id $text not null, person_id $int not null, location $text, created_at $int not null, primary key (person_id, id)",
  );
  await createTable(db, "counter", "name $text primary key, value $int not null");
  await createTable(db, "setting", "name $text primary key, value $text not null");
}
