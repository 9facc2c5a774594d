import { createTable, type MigrationDb, run } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  await run(db, "alter table article_revision add column approved_by $int references person (id)");
  // The next revision of an article, or the first of a new one, until it is published or dropped.
  await createTable(
    db,
    "draft",
    `id $id,
     article_id $int references article (id),
     category $text not null references category (slug),
     title $text not null,
     base_revision $int not null,
     save $int not null,
     saves $int not null,
     created_by $int not null references person (id),
     created_at $int not null,
     updated_at $int not null,
     submitted_by $int references person (id),
     submitted_at $int,
     returned_by $int references person (id),
     returned_at $int,
     note $text not null default '',
     closed_at $int,
     outcome $text check (outcome in ('published', 'dropped'))`,
  );
  await run(db, "create unique index draft_open on draft (article_id) where closed_at is null");
  await run(db, "create index draft_by_time on draft (updated_at, id) where closed_at is null");
  // Every text somebody saved, those included that came too late to follow the one before: nothing typed is lost.
  await createTable(
    db,
    "draft_save",
    `draft_id $int not null references draft (id),
     number $int not null,
     base $int not null,
     source $text not null,
     author_id $int not null references person (id),
     saved_at $int not null,
     set_aside_at $int,
     primary key (draft_id, number)`,
  );
  await createTable(
    db,
    "article_file",
    `article_id $int not null references article (id),
     file_id $text not null references kept_file (id),
     primary key (article_id, file_id)`,
  );
  await run(db, "create index article_file_by_file on article_file (file_id)");
  await createTable(
    db,
    "draft_file",
    "draft_id $int not null references draft (id), file_id $text not null references kept_file (id), primary key (draft_id, file_id)",
  );
  await run(db, "create index draft_file_by_file on draft_file (file_id)");
  // Whose article it is, and the newest verification, where pages need them at once.
  await createTable(
    db,
    "article_care",
    `article_id $int primary key references article (id),
     owner_id $int references person (id),
     verified_at $int,
     verified_until $int`,
  );
  await createTable(
    db,
    "verification",
    `id $id,
     article_id $int not null,
     revision $int not null,
     person_id $int not null references person (id),
     verified_at $int not null,
     good_until $int not null,
     note $text not null,
     foreign key (article_id, revision) references article_revision (article_id, number)`,
  );
  await run(db, "create index verification_by_article on verification (article_id, verified_at)");
  await createTable(
    db,
    "article_reopening",
    `article_id $int not null references article (id),
     ticket $int not null,
     reopened_at $int not null,
     primary key (article_id, ticket)`,
  );
  // What is due and why, found by a job, so that no page looks at every article.
  await createTable(
    db,
    "article_due",
    `article_id $int primary key references article (id),
     owner_id $int references person (id),
     due_since $int not null,
     reasons $text not null`,
  );
  await run(db, "create index article_due_by_time on article_due (due_since, article_id)");
  await run(db, "create index article_due_by_owner on article_due (owner_id)");
  // A draft read by somebody to whom its topic is new; kept with the revision it became.
  await createTable(
    db,
    "reader_test",
    `id $id,
     draft_id $int not null,
     save $int not null,
     article_id $int references article (id),
     revision $int,
     person_id $int not null references person (id),
     asked_by $int not null references person (id),
     asked_at $int not null,
     begun_at $int,
     done_at $int,
     comment $text not null default '',
     foreign key (draft_id, save) references draft_save (draft_id, number)`,
  );
  await run(db, "create unique index reader_test_once on reader_test (draft_id, person_id)");
  await run(db, "create index reader_test_by_person on reader_test (person_id, done_at)");
  await run(db, "create index reader_test_by_revision on reader_test (article_id, revision)");
  await createTable(
    db,
    "reader_stuck",
    `test_id $int not null references reader_test (id),
     anchor $text not null,
     heading $text not null,
     words $text not null,
     stuck_at $int not null,
     primary key (test_id, anchor)`,
  );
}
