import { createTable, type MigrationDb, makeAppendOnly, run } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  // What the portal itself shows to somebody: written in the transaction that is its reason, so never lost or twice.
  await createTable(
    db,
    "notice",
    `id $id,
     dedupe_key $text not null unique,
     person_id $int not null references person (id),
     kind $text not null,
     urgency $text not null check (urgency in ('urgent', 'normal', 'low')),
     about $text not null,
     address $text not null,
     sentence $text not null,
     rule $text not null,
     mail $text not null check (mail in ('at once', 'digest', 'list', 'off')),
     digest_at $int,
     created_at $int not null,
     opened_at $int`,
  );
  await run(db, "create index notice_by_person on notice (person_id, id)");
  await run(db, "create index notice_unread on notice (person_id, id) where opened_at is null");
  await run(db, "create index notice_about on notice (about, id)");
  await run(db, "create index notice_digest on notice (person_id, digest_at) where digest_at is not null");
  await createTable(
    db,
    "channel_choice",
    "person_id $int primary key references person (id), definition $text not null, changed_at $int not null",
  );
  await createTable(
    db,
    "muted",
    "person_id $int not null references person (id), about $text not null, muted_at $int not null, primary key (person_id, about)",
  );
  // A message by mail that belongs to an entry, and when it was last given to the mail server.
  await run(db, "alter table outbox add column notice_id $int references notice (id)");
  await run(db, "alter table outbox add column handed_at $int");
  await run(db, "create index outbox_by_notice on outbox (notice_id) where notice_id is not null");
  await createTable(
    db,
    "webhook",
    `id $id,
     name $text not null,
     url $text not null,
     shape $text not null check (shape in ('json', 'slack', 'teams')),
     hears $text not null,
     person_id $int references person (id),
     generation $int not null,
     rotated_at $int,
     made_by $int not null references person (id),
     made_at $int not null,
     failing_since $int,
     disabled_at $int,
     disabled_why $text`,
  );
  await createTable(
    db,
    "webhook_delivery",
    `id $id,
     dedupe_key $text not null unique,
     webhook_id $int not null references webhook (id),
     notice_id $int references notice (id),
     kind $text not null,
     about $text not null,
     news $text not null,
     payload $text not null,
     delivery_id $text not null unique,
     signed_at $int,
     state $text not null check (state in ('pending', 'sending', 'sent', 'suppressed', 'failed')),
     attempts $int not null default 0,
     not_before $int not null,
     lease_until $int,
     last_status $int,
     last_error $text,
     took_ms $int,
     created_at $int not null,
     sent_at $int`,
  );
  await run(
    db,
    "create index webhook_delivery_due on webhook_delivery (not_before) where state in ('pending', 'sending')",
  );
  await run(db, "create index webhook_delivery_by_webhook on webhook_delivery (webhook_id, id)");
  await run(db, "create index webhook_delivery_by_notice on webhook_delivery (notice_id) where notice_id is not null");
  // Days played for practice: questions and what trainees did to them stand here and nowhere else.
  await createTable(
    db,
    "drill",
    `id $id,
     name $text not null,
     source $text not null check (source in ('invented', 'recorded')),
     speed $int not null,
     starts_at $int not null,
     day_from $int not null,
     day_to $int not null,
     made_by $int not null references person (id),
     ended_at $int`,
  );
  await createTable(
    db,
    "drill_question",
    `drill_id $int not null references drill (id),
     n $int not null,
     at $int not null,
     urgency $text not null,
     queue_id $int not null,
     category $text,
     article $text,
     ticket_id $int references ticket (id),
     subject $text,
     body $text,
     primary key (drill_id, n)`,
  );
  await createTable(
    db,
    "drill_event",
    `drill_id $int not null,
     n $int not null,
     seq $int not null,
     at $int not null,
     done_at $int not null,
     person_id $int not null references person (id),
     kind $text not null,
     data $text not null,
     primary key (drill_id, n, seq),
     foreign key (drill_id, n) references drill_question (drill_id, n)`,
  );
  await makeAppendOnly(db, "drill_event", ["update"]);
}
