import { createTable, type MigrationDb, run } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  // The errors an article answers, as its text says now: by fingerprint, with the line that tells like ones apart.
  await createTable(
    db,
    "article_error",
    `article_id $int not null references article (id),
     fingerprint $text not null,
     line $text not null,
     primary key (article_id, fingerprint, line)`,
  );
  await run(db, "create index article_error_by_fingerprint on article_error (fingerprint, article_id)");
  // The desk narrowed by what kind of question it was.
  await run(db, "create index ticket_label_by_label on ticket_label (label, ticket_id)");
}
