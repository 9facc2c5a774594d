import { createTable, type MigrationDb } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  // What came from another desk, by the id it had there: so that bringing it in again adds nothing.
  await createTable(
    db,
    "imported",
    "kind $text not null, external_id $text not null, id $int not null, imported_at $int not null, primary key (kind, external_id)",
  );
}
