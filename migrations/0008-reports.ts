import { createTable, type MigrationDb } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  // Weeks counted elsewhere, before the portal or beside it.
  await createTable(
    db,
    "weekly_count",
    "week $text not null, source $text not null, basic $int not null, other $int not null, exposure $int not null, imported_at $int not null, primary key (week, source)",
  );
  await createTable(
    db,
    "goal",
    `id $id,
     target $real not null,
     baseline_from $text not null,
     baseline_to $text not null,
     definition $text not null,
     hash $text not null,
     made_by $int not null references person (id),
     made_at $int not null`,
  );
  await createTable(
    db,
    "annotation",
    "id $id, week $text not null, sentence $text not null, is_left_out $int not null, made_by $int, made_at $int not null",
  );
}
