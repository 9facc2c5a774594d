import { createTable, type MigrationDb, run } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  // The basic questions and the accounts of a week by how long people were here: for what a changed share of newcomers
  // may have done to the figure.
  await createTable(
    db,
    "weekly_tenure",
    `week $text not null,
     tenure $text not null check (tenure in ('newer', 'older')),
     basic $int not null,
     exposure $int not null,
     primary key (week, tenure)`,
  );
  await run(
    db,
    "insert into stale_week (week) select week from weekly_fact where week not in (select week from stale_week)",
  );
}
