import { createTable, type MigrationDb, run } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  // Names sections had once, as JSON: old anchor to the one it leads to now.
  await run(db, "alter table article add column old_anchors $text not null default '{}'");
  // Every address that was given up, for ever. It leads to a thing and not to another address, so no chain can grow.
  await createTable(
    db,
    "old_address",
    `path $text primary key,
     article_id $int references article (id),
     category $text references category (slug),
     made_by $int references person (id),
     made_at $int not null`,
  );
  await run(db, "create index old_address_by_article on old_address (article_id)");
  await createTable(
    db,
    "article_link",
    "article_id $int not null references article (id), slug $text not null, primary key (article_id, slug)",
  );
  await run(db, "create index article_link_by_slug on article_link (slug)");
  // What the nightly look at all links found.
  await createTable(
    db,
    "link_fault",
    `article_id $int not null references article (id),
     sentence $text not null,
     found_at $int not null,
     primary key (article_id, sentence)`,
  );
  await createTable(
    db,
    "missing_page",
    `address $text primary key,
     hits $int not null,
     first_at $int not null,
     last_at $int not null,
     settled_at $int`,
  );
  await run(db, "create index missing_page_by_hits on missing_page (hits, last_at)");
  await createTable(
    db,
    "missing_page_day",
    "address $text not null references missing_page (address), day $int not null, hits $int not null, primary key (address, day)",
  );
  await createTable(
    db,
    "subscription",
    `person_id $int not null references person (id),
     kind $text not null check (kind in ('article', 'category')),
     target $text not null,
     since_at $int not null,
     primary key (person_id, kind, target)`,
  );
  await run(db, "create index subscription_by_target on subscription (kind, target)");
  await run(db, "create index article_revision_by_time on article_revision (created_at)");
  await createTable(
    db,
    "feed",
    "person_id $int primary key references person (id), number $text not null, token_hash $text not null unique, made_at $int not null",
  );
  await createTable(
    db,
    "announcement",
    `id $id,
     title $text not null,
     body $text not null,
     html $text not null,
     audience $text not null check (audience in ('everyone', 'signed-in', 'staff')),
     from_at $int not null,
     until_at $int not null,
     written_by $int not null references person (id),
     written_at $int not null`,
  );
  await run(db, "create index announcement_by_end on announcement (until_at)");
  // A draft that was made of a ticket's answer, with the words it was asked in.
  await createTable(
    db,
    "draft_ticket",
    `draft_id $int primary key references draft (id),
     ticket $int not null,
     words $text not null,
     made_by $int not null references person (id),
     made_at $int not null,
     told_at $int`,
  );
  await run(db, "create index draft_ticket_by_ticket on draft_ticket (ticket)");
  await createTable(
    db,
    "path_step",
    `person_id $int not null references person (id),
     article_id $int not null references article (id),
     read_at $int not null,
     primary key (person_id, article_id)`,
  );
}
