import { createTable, type MigrationDb, run } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  // Since when a ticket of another desk waits to be made live; null where it is, or never came from elsewhere.
  await run(db, "alter table ticket add column held_at $int");
  await run(db, "create index ticket_held on ticket (resolved_at, id) where held_at is not null");
  // The one wish to make all of them live, and how far the job has come.
  await createTable(
    db,
    "making_live",
    `id $int primary key check (id = 1),
     asked_by $int not null references person (id),
     asked_at $int not null,
     at_id $int not null,
     upto_id $int not null,
     done_at $int`,
  );
  await holdWhatWasBroughtBefore(db);
  // Answers are found however they were written; a short list of them is walked through whole.
  await run(db, "create index ticket_answer_by_words on ticket_answer (field_id, lower(value), ticket_id)");
}

/** Nothing has happened here to these since they came, so nobody counts on their clocks and ladders. */
async function holdWhatWasBroughtBefore(db: MigrationDb): Promise<void> {
  await run(
    db,
    `insert into ticket_event (ticket_id, seq, at, person_id, kind, data)
     select ticket.id, ticket.seq + 1, imported.imported_at, null, 'brought', '{}'
     from imported join ticket on ticket.id = imported.id
     where imported.kind = 'ticket' and ticket.origin = 'import' and ticket.updated_at <= imported.imported_at`,
  );
  const brought = "select ticket_id from ticket_event where kind = 'brought'";
  await run(
    db,
    `update ticket set seq = seq + 1, due_at = null, clocks_book = '',
       held_at = (select at from ticket_event where ticket_id = ticket.id and kind = 'brought')
     where id in (${brought})`,
  );
  await run(db, `delete from sla_clock where ticket_id in (${brought})`);
  await run(db, `update escalation set next_at = null where ticket_id in (${brought})`);
  await run(
    db,
    `insert into counter (name, value) select 'tickets.held', count(*) from ticket
     where held_at is not null and resolved_at is null and status <> 'merged' and spam_at is null and insiders is null`,
  );
}
