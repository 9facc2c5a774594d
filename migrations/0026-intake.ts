import { followWithFullText } from "#server/platform/database/full-text.ts";
import { createTable, type MigrationDb, run } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  // Who answers and may see a confidential ticket, as ",3,17,": null where everybody who answers may.
  await run(db, "alter table ticket add column insiders $text");
  await run(db, "alter table ticket add column spam_at $int");
  await run(db, "create index ticket_confidential on ticket (id) where insiders is not null");
  await makeFields(db);
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
  await run(db, "create index ticket_answer_by_value on ticket_answer (field_id, value, ticket_id)");
  // Answers stand above every message a ticket can have: see 0012-ticket-search.ts.
  await followWithFullText(db, "ticket_text", {
    table: "ticket_answer",
    id: "new.ticket_id * 1048576 + 1000000 + new.field_id",
    scope: "(select 'r' || requester_id from ticket where id = new.ticket_id)",
    text: "new.value",
  });
}
