import { createTable, type MigrationDb, run } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  // How many articles a shelf holds is counted by the writer, per audience, so that no page has to.
  await createTable(
    db,
    "category",
    `slug $text primary key,
     title $text not null,
     summary $text not null,
     icon $text not null,
     position $int not null,
     everyone $int not null default 0,
     signed_in $int not null default 0,
     staff $int not null default 0`,
  );
  await createTable(
    db,
    "article",
    `id $id,
     slug $text not null unique,
     category $text not null references category (slug),
     type $text not null check (type in ('troubleshooting', 'how-to', 'reference', 'explanation', 'runbook')),
     audience $text not null check (audience in ('everyone', 'signed-in', 'staff')),
     title $text not null,
     sort_key $text not null,
     summary $text not null,
     revision $int not null,
     source_hash $text not null,
     html $text not null,
     brief $text not null,
     outline $text not null,
     search_text $text not null,
     facts $text not null,
     words $int not null,
     drawn_with $int not null,
     file_hash $text,
     edited_at $int,
     published_at $int not null,
     updated_at $int not null,
     archived_at $int,
     version $int not null`,
  );
  await run(db, "create index article_by_category on article (category, sort_key, id)");
  await run(db, "create index article_by_update on article (updated_at)");
  await run(db, "create index article_by_version on article (version)");
  await createTable(
    db,
    "article_revision",
    `article_id $int not null references article (id),
     number $int not null,
     source $text not null,
     author_id $int references person (id),
     origin $text not null check (origin in ('file', 'portal')),
     created_at $int not null,
     primary key (article_id, number)`,
  );
  // A file that changed, or went away (no source), after its article was edited in the portal.
  await createTable(
    db,
    "article_conflict",
    "article_id $int primary key references article (id), source $text, category $text, file_hash $text, found_at $int not null",
  );
  await createTable(db, "knowledge_problem", "file $text primary key, reason $text not null, found_at $int not null");
  await createTable(
    db,
    "vote",
    `article_id $int not null,
     revision $int not null,
     person_id $int not null references person (id),
     helpful $text not null check (helpful in ('yes', 'partly', 'no')),
     reason $text,
     comment $text,
     voted_at $int not null,
     primary key (article_id, revision, person_id),
     foreign key (article_id, revision) references article_revision (article_id, number)`,
  );
}
