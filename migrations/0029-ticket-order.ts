import { createTable, type MigrationDb, run } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  await createTable(db, "queue", "id $id, name $text not null, made_at $int not null, retired_at $int");
  await run(db, "create unique index queue_by_name on queue (lower(name))");
  // The first one is the default. Nobody is a member, so it is everybody's, as all tickets were before.
  await run(db, "insert into queue (name, made_at) values ('Support', 0)");
  await createTable(
    db,
    "queue_member",
    `queue_id $int not null references queue (id),
     person_id $int not null references person (id),
     part $text not null check (part in ('member', 'lead')),
     since $int not null,
     primary key (queue_id, person_id)`,
  );
  await run(db, "create index queue_member_by_person on queue_member (person_id)");
  await createTable(
    db,
    "queue_category",
    "category $text primary key references category (slug), queue_id $int not null references queue (id)",
  );
  // No reference: SQLite adds no column that has both one and a default. Queues are retired, never deleted.
  await run(db, "alter table ticket add column queue_id $int not null default 1");
  await run(db, "create index ticket_desk_by_queue on ticket (queue_id, desk_place, id)");
  for (const [name, parts] of [
    ["tickets.queue.1", "'tickets.new', 'tickets.open', 'tickets.waiting'"],
    ["tickets.queue.1.unanswered", "'tickets.unanswered'"],
  ])
    await run(
      db,
      `insert into counter (name, value) select '${name}', coalesce(sum(value), 0) from counter where name in (${parts})`,
    );
  await widenStatus(db);
  await createTable(
    db,
    "assignment_rule",
    `id $id,
     position $int not null,
     definition $text not null,
     version $int not null,
     enabled_at $int,
     last_person_id $int references person (id)`,
  );
  // Colleagues who want to hear of it, and others who ask and read along. Who was brought in by somebody may leave notes.
  await createTable(
    db,
    "ticket_watcher",
    `ticket_id $int not null references ticket (id),
     person_id $int not null references person (id),
     added_by $int not null references person (id),
     since $int not null,
     primary key (ticket_id, person_id)`,
  );
  await run(db, "create index ticket_watcher_by_person on ticket_watcher (person_id, ticket_id)");
  // Those of them who ask, as ",7,9,": they may see it like who asked.
  await run(db, "alter table ticket add column participants $text");
  // Undone until `reversible_until`; `let_in` reads along in the other one because of it.
  await createTable(
    db,
    "ticket_merge",
    `id $id,
     from_id $int not null references ticket (id),
     into_id $int not null references ticket (id),
     merged_by $int not null references person (id),
     merged_at $int not null,
     reversible_until $int not null,
     let_in $int references person (id),
     undone_at $int`,
  );
  await run(db, "create unique index ticket_merge_from on ticket_merge (from_id) where undone_at is null");
  await run(db, "create index ticket_merge_into on ticket_merge (into_id)");
  await createTable(
    db,
    "ticket_split",
    `id $id,
     from_id $int not null references ticket (id),
     to_id $int not null unique references ticket (id),
     split_by $int not null references person (id),
     split_at $int not null,
     undone_at $int`,
  );
  await run(db, "create index ticket_split_from on ticket_split (from_id)");
  await createTable(
    db,
    "ticket_split_message",
    `split_id $int not null references ticket_split (id),
     to_place $int not null,
     from_place $int not null,
     from_public_place $int,
     primary key (split_id, to_place)`,
  );
  // The article that likely answers it, as it was when it was last looked at.
  await run(db, "alter table ticket add column likely $text");
  await run(db, "alter table ticket add column likely_at $int not null default 0");
  await run(db, "create index ticket_likely_due on ticket (likely_at, id) where resolved_at is null");
  // Tickets nobody has that a rule may give to somebody.
  await createTable(db, "rule_wait", "ticket_id $int primary key references ticket (id)");
}

/** A check cannot be changed on SQLite, and a table others refer to cannot be made anew: so the column is. */
async function widenStatus(db: MigrationDb): Promise<void> {
  await run(db, "drop index ticket_desk_by_status");
  await run(db, "drop index ticket_waiting");
  await run(
    db,
    `alter table ticket add column status_now $text not null default 'new'
     check (status_now in ('new', 'open', 'waiting', 'on-hold', 'resolved', 'merged'))`,
  );
  await run(db, "update ticket set status_now = status");
  await run(db, "alter table ticket drop column status");
  await run(db, "alter table ticket rename column status_now to status");
  await run(db, "create index ticket_desk_by_status on ticket (status, desk_place, id)");
  await run(db, "create index ticket_waiting on ticket (updated_at, id) where status = 'waiting'");
  // What is on hold wakes by itself.
  await run(db, "alter table ticket add column wake_at $int");
  await run(db, "create index ticket_waking on ticket (wake_at) where wake_at is not null");
}
