import { createTable, type MigrationDb, makeAppendOnly, run } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  // desk_place is where the ticket stands on the desk: one number to sort and page by (server/tickets/desk-place.ts).
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
     desk_place $int not null,
     messages $int not null,
     public_messages $int not null,
     origin $text not null check (origin in ('portal', 'import', 'seed')),
     seq $int not null`,
  );
  // Each list of the desk is a range of one of these, whatever it is narrowed by.
  await run(db, "create index ticket_desk on ticket (desk_place, id)");
  await run(db, "create index ticket_desk_by_status on ticket (status, desk_place, id)");
  await run(db, "create index ticket_desk_by_assignee on ticket (assignee_id, desk_place, id)");
  await run(db, "create index ticket_desk_by_category on ticket (category, desk_place, id)");
  await run(db, "create index ticket_by_requester on ticket (requester_id, updated_at, id)");
  await run(
    db,
    "create index ticket_open_by_requester on ticket (requester_id, updated_at, id) where resolved_at is null",
  );
  await run(db, "create index ticket_by_opening on ticket (opened_at)");
  await run(db, "create index ticket_by_resolution on ticket (resolved_at)");
  // A requester counts by public_place, so that not even a gap in the numbers tells of a note.
  await createTable(
    db,
    "ticket_message",
    `ticket_id $int not null references ticket (id),
     place $int not null,
     kind $text not null check (kind in ('public', 'note')),
     public_place $int check ((public_place is null) = (kind = 'note')),
     author_id $int not null references person (id),
     body $text not null,
     html $text not null,
     sent_at $int not null,
     primary key (ticket_id, place)`,
  );
  await run(db, "create unique index message_by_public_place on ticket_message (ticket_id, public_place)");
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
