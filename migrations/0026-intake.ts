import { followWithFullText } from "#server/platform/database/full-text.ts";
import { createTable, type MigrationDb, run } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  // Who answers and may see a confidential ticket, as ",3,17,": null where everybody who answers may.
  await run(db, "alter table ticket add column insiders $text");
  await run(db, "alter table ticket add column spam_at $int");
  await run(db, "create index ticket_confidential on ticket (id) where insiders is not null");
  // Somebody's own day is a short stretch of this, however much they have done before.
  await run(db, "create index ticket_event_by_person on ticket_event (person_id, at) where person_id is not null");
  await makeFields(db);
  await makeIncidents(db);
  await makeRatings(db);
  await makeVersions(db);
}

/** What a category asks, and what was answered: with the words of the question as they were then. */
async function makeFields(db: MigrationDb): Promise<void> {
  await createTable(
    db,
    "ticket_question",
    `id $id,
     category $text references category (slug),
     label $text not null,
     hint $text not null,
     kind $text not null check (kind in ('text', 'choice', 'date', 'person', 'version')),
     choices $text not null,
     required_since $int,
     position $int not null,
     version $int not null,
     retired_at $int`,
  );
  await createTable(
    db,
    "ticket_answer",
    `ticket_id $int not null references ticket (id),
     field_id $int not null references ticket_question (id),
     label $text not null,
     kind $text not null,
     value $text not null,
     primary key (ticket_id, field_id)`,
  );
  await run(db, "create index ticket_answer_by_value on ticket_answer (field_id, lower(value), ticket_id)");
  // Answers stand above every message a ticket can have: see 0012-ticket-search.ts.
  await followWithFullText(db, "ticket_text", {
    table: "ticket_answer",
    id: "new.ticket_id * 1048576 + 1000000 + new.field_id",
    scope: "(select 'r' || requester_id from ticket where id = new.ticket_id)",
    text: "new.value",
  });
}

/** What gathers tickets about the same thing; one ticket is part of one incident at most. */
async function makeIncidents(db: MigrationDb): Promise<void> {
  await createTable(
    db,
    "ticket_fingerprint",
    "ticket_id $int primary key references ticket (id), fingerprint $text not null",
  );
  await run(db, "create index ticket_fingerprint_by_print on ticket_fingerprint (fingerprint, ticket_id)");
  await createTable(
    db,
    "problem",
    `id $id,
     title $text not null,
     cause $text not null,
     article_id $int references article (id),
     opened_by $int not null references person (id),
     opened_at $int not null,
     solved_at $int,
     version $int not null`,
  );
  await createTable(
    db,
    "incident",
    `id $id,
     title $text not null,
     phase $text not null check (phase in ('looking', 'found', 'watching', 'over')),
     summary $text not null,
     problem_id $int references problem (id),
     opened_by $int not null references person (id),
     opened_at $int not null,
     over_at $int,
     review $text not null,
     reviewed_by $int references person (id),
     reviewed_at $int,
     updates $int not null,
     telling_since $int,
     version $int not null`,
  );
  await run(db, "create index incident_now on incident (id) where over_at is null");
  await run(db, "create index incident_telling on incident (id) where telling_since is not null");
  await run(db, "create index incident_by_problem on incident (problem_id, id)");
  await createTable(
    db,
    "incident_ticket",
    `ticket_id $int primary key references ticket (id),
     incident_id $int not null references incident (id),
     joined_at $int not null,
     joined_by $int not null references person (id),
     told $int not null`,
  );
  await run(db, "create index incident_ticket_by_incident on incident_ticket (incident_id, ticket_id)");
  await createTable(
    db,
    "incident_update",
    `incident_id $int not null references incident (id),
     place $int not null,
     kind $text not null check (kind in ('public', 'note')),
     phase $text not null,
     body $text not null,
     html $text not null,
     person_id $int not null references person (id),
     at $int not null,
     primary key (incident_id, place)`,
  );
}

/** How a resolution went, by who asked. Which link it came by, and never who answered. */
async function makeRatings(db: MigrationDb): Promise<void> {
  await createTable(
    db,
    "ticket_rating",
    `ticket_id $int not null references ticket (id),
     cycle $int not null,
     token_hash $text not null unique,
     asked_at $int not null,
     score $int check (score between 1 and 5),
     comment $text not null,
     rated_at $int,
     primary key (ticket_id, cycle)`,
  );
  await run(db, "create index ticket_rating_by_time on ticket_rating (asked_at)");
}

/** What a message said before it was edited. Unlike its history, words can be taken out of here. */
async function makeVersions(db: MigrationDb): Promise<void> {
  await run(db, "alter table ticket_message add column edited_at $int");
  await run(db, "alter table ticket_message add column redacted_at $int");
  await createTable(
    db,
    "message_version",
    `ticket_id $int not null,
     place $int not null,
     version $int not null,
     body $text not null,
     html $text not null,
     replaced_at $int not null,
     primary key (ticket_id, place, version)`,
  );
}
