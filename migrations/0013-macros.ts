import { createTable, type MigrationDb } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  await createTable(
    db,
    "macro",
    `id $id,
     title $text not null,
     body $text not null,
     urgency $text check (urgency in ('low', 'normal', 'high')),
     category $text references category (slug),
     used $int not null default 0,
     version $int not null,
     saved_by $int not null references person (id),
     saved_at $int not null,
     archived_at $int`,
  );
}
