import { createTable, type MigrationDb, run } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  // What an article says it applies to, one row each, so that a shelf can be narrowed to it.
  await createTable(
    db,
    "article_version",
    "article_id $int not null references article (id), version $text not null, primary key (article_id, version)",
  );
  await run(db, "create index article_version_by_name on article_version (version)");
}
