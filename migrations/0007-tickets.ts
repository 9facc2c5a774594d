import { createTable, type MigrationDb, makeAppendOnly, run } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  await createTable(
    db,
    "ticket",
    `id $id,
     number $int not null unique,
     subject $text not null,
     status $text not null check (status in ('new', 'open', 'waiting', 'resolved')),
     urgency $text not null check (urgency in ('low', 'normal', 'high')),
     category $text references category (slug),
     requester_id $int not null references person (id),
     assignee_id $int references person (id),
     opened_at $int not null,
     updated_at $int not null,
     unanswered_since $int,
     first_reply_at $int,
     resolved_at $int,
     origin $text not null check (origin in ('portal', 'import', 'seed')),
     seq $int not null`,
  );
  // The desk: what needs somebody first, oldest unanswered first; a key and its id page without OFFSET.
  await run(db, "create index ticket_open on ticket (unanswered_since, id) where status <> 'resolved'");
  await run(db, "create index ticket_open_by_update on ticket (updated_at, id) where status <> 'resolved'");
  await run(db, "create index ticket_by_status on ticket (status, updated_at, id)");
  await run(db, "create index ticket_by_assignee on ticket (assignee_id, updated_at, id)");
  await run(db, "create index ticket_by_category on ticket (category, updated_at, id)");
  await run(db, "create index ticket_by_requester on ticket (requester_id, updated_at, id)");
  await run(db, "create index ticket_by_opening on ticket (opened_at)");
  await createTable(
    db,
    "ticket_message",
    `id $id,
     ticket_id $int not null references ticket (id),
     author_id $int not null references person (id),
     kind $text not null check (kind in ('public', 'note')),
     body $text not null,
     html $text not null,
     sent_at $int not null`,
  );
  await run(db, "create index message_by_ticket on ticket_message (ticket_id, id)");
  await createTable(
    db,
    "ticket_event",
    `ticket_id $int not null references ticket (id),
     seq $int not null,
     at $int not null,
     person_id $int,
     kind $text not null,
     data $text not null,
     primary key (ticket_id, seq)`,
  );
  await makeAppendOnly(db, "ticket_event");
  // What the requester searched and read before asking, as they chose to send it along.
  await createTable(
    db,
    "ticket_context",
    "ticket_id $int not null references ticket (id), position $int not null, kind $text not null check (kind in ('search', 'article')), text $text not null, slug $text, primary key (ticket_id, position)",
  );
  await createTable(
    db,
    "ticket_label",
    `ticket_id $int primary key references ticket (id),
     label $text not null check (label in ('basic', 'basic-uncovered', 'not-basic')),
     article_id $int references article (id),
     labelled_by $int references person (id),
     labelled_at $int not null`,
  );
  await createTable(
    db,
    "ask_draft",
    "person_id $int primary key references person (id), draft $text not null, saved_at $int not null",
  );
}
