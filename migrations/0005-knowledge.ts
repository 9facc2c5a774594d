import { createTable, type MigrationDb, run } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  await createTable(
    db,
    "category",
    "slug $text primary key, title $text not null, summary $text not null, icon $text not null, position $int not null",
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
     summary $text not null,
     revision_id $int not null,
     html $text not null,
     outline $text not null,
     search_text $text not null,
     facts $text not null,
     words $int not null,
     file_hash $text,
     edited_at $int,
     published_at $int not null,
     updated_at $int not null,
     archived_at $int`,
  );
  await run(db, "create index article_by_category on article (category, title)");
  await createTable(
    db,
    "article_revision",
    `id $id,
     article_id $int not null,
     source $text not null,
     author_id $int references person (id),
     origin $text not null check (origin in ('file', 'portal')),
     created_at $int not null`,
  );
  await run(db, "create index revision_by_article on article_revision (article_id, id)");
  await createTable(
    db,
    "article_conflict",
    `article_id $int primary key references article (id), source $text not null, file_hash $text not null, found_at $int not null`,
  );
  await createTable(
    db,
    "vote",
    `article_id $int not null references article (id),
     revision_id $int not null references article_revision (id),
     person_id $int not null references person (id),
     helpful $text not null check (helpful in ('yes', 'partly', 'no')),
     reason $text,
     comment $text,
     voted_at $int not null,
     primary key (revision_id, person_id)`,
  );
  await run(db, "create index vote_by_article on vote (article_id)");
}
