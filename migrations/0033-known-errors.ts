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
  // A reply or a note as far as it is written: what somebody left in the middle is there on another day and device.
  await createTable(
    db,
    "reply_draft",
    `ticket_id $int not null references ticket (id),
     person_id $int not null references person (id),
     kind $text not null check (kind in ('public', 'note')),
     body $text not null,
     saved_at $int not null,
     primary key (ticket_id, person_id)`,
  );
  // The desk narrowed by what kind of question it was.
  await run(db, "create index ticket_label_by_label on ticket_label (label, ticket_id)");
}
