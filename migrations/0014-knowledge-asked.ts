import { createTable, type MigrationDb, run } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  // What people typed before they opened an article, folded; forgotten as early as the searches themselves.
  await createTable(
    db,
    "asked_words",
    `article_id $int not null references article (id),
     words $text not null,
     readers $int not null,
     missed $int not null,
     last_reader $text not null,
     last_at $int not null,
     dismissed_at $int,
     primary key (article_id, words)`,
  );
  await run(db, "create index asked_words_by_time on asked_words (last_at)");
}
