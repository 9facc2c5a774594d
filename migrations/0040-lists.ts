import { createTable, type MigrationDb, run } from "#server/platform/database/schema.ts";

/** What a place is worth differs from list to list: results, what comes while somebody types, related articles. */
export async function up(db: MigrationDb): Promise<void> {
  await run(db, "alter table weekly_place rename to weekly_place_before");
  await createTable(
    db,
    "weekly_place",
    `week $text not null,
     list $text not null default 'search',
     article $text not null,
     position $int not null,
     shown $int not null,
     clicked $int not null,
     primary key (week, list, article, position)`,
  );
  // Nothing but lists of results was counted so far.
  await run(
    db,
    `insert into weekly_place (week, list, article, position, shown, clicked)
     select week, 'search', article, position, shown, clicked from weekly_place_before`,
  );
  await run(db, "drop table weekly_place_before");
}
