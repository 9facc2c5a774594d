import { createTable, type MigrationDb, makeAppendOnly } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  await createTable(
    db,
    "audit_entry",
    `seq $int primary key,
     at $int not null,
     actor_id $int,
     actor_kind $text not null,
     action $text not null,
     object $text not null,
     data $text not null,
     previous_hash $text not null,
     hash $text not null unique`,
  );
  await makeAppendOnly(db, "audit_entry");
}
