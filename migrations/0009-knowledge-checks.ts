import { createTable, type MigrationDb } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  // What became of an article's marked examples when they last ran against a database of their owner's.
  await createTable(
    db,
    "knowledge_check",
    `article_id $int not null references article (id),
     place $int not null,
     revision $int not null,
     statement $text not null,
     outcome $text not null check (outcome in ('worked', 'failed', 'skipped')),
     reason $text,
     server $text not null,
     checked_at $int not null,
     primary key (article_id, place)`,
  );
}
