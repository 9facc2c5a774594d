import { createTable, type MigrationDb, makeAppendOnly, run } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  await createTable(db, "calendar", "id $id, name $text not null");
  await createTable(
    db,
    "calendar_version",
    `calendar_id $int not null references calendar (id),
     no $int not null,
     definition $text not null,
     applies_from $int,
     note $text not null,
     made_by $int references person (id),
     made_at $int not null,
     primary key (calendar_id, no)`,
  );
  await makeAppendOnly(db, "calendar_version");
  // Holidays out of an iCal file. They count when somebody approved them, not before.
  await createTable(
    db,
    "calendar_holiday",
    `calendar_id $int not null references calendar (id),
     local_date $text not null,
     label $text not null,
     state $text not null check (state in ('proposed', 'approved', 'dismissed')),
     decided_by $int references person (id),
     read_at $int not null,
     primary key (calendar_id, local_date)`,
  );
  await createTable(db, "sla_policy", "id $id");
  await createTable(
    db,
    "sla_policy_version",
    `policy_id $int not null references sla_policy (id),
     no $int not null,
     definition $text not null,
     made_by $int references person (id),
     made_at $int not null,
     primary key (policy_id, no)`,
  );
  await makeAppendOnly(db, "sla_policy_version");
  // What the facts of a ticket come to; can be rebuilt from them at any time. next_at is when the portal looks again.
  await createTable(
    db,
    "sla_clock",
    `id $id,
     ticket_id $int not null references ticket (id),
     name $text not null,
     address $text not null,
     metric $text not null,
     n $int not null,
     policy_id $int not null,
     policy_version $int not null,
     calendar_id $int not null,
     calendar_version $int not null,
     counts $text not null,
     target_ms $int not null,
     started_at $int not null,
     stopped_at $int,
     state $text not null check (state in ('running', 'paused', 'met', 'breached', 'cancelled')),
     due_at $int,
     warn_at $int,
     breached_at $int,
     breach_kind $text,
     waived_reason $text,
     note $text,
     pauses $text not null,
     told_warning_at $int,
     told_breach_at $int,
     next_at $int,
     unique (ticket_id, metric, n)`,
  );
  await run(db, "create index sla_clock_next on sla_clock (next_at) where next_at is not null");
  await run(db, "create index sla_clock_by_calendar on sla_clock (calendar_id, id) where state = 'running'");
  await run(db, "create index sla_clock_by_start on sla_clock (started_at)");
  await createTable(db, "ladder", "id $id");
  await createTable(
    db,
    "ladder_version",
    `ladder_id $int not null references ladder (id),
     no $int not null,
     definition $text not null,
     made_by $int references person (id),
     made_at $int not null,
     primary key (ladder_id, no)`,
  );
  await makeAppendOnly(db, "ladder_version");
  await createTable(
    db,
    "escalation",
    `id $id,
     ticket_id $int not null references ticket (id),
     cause $text not null check (cause in ('unheard', 'by hand')),
     cycle $int not null,
     n $int not null,
     ladder_id $int not null,
     ladder_version $int not null,
     anchor_at $int not null,
     state $text not null check (state in ('armed', 'frozen', 'ended')),
     round $int,
     step $int,
     due_at $int,
     left_ms $int,
     blockers $text not null,
     ended $text,
     lock_no $int not null,
     next_at $int,
     last_error $text,
     tries $int not null default 0,
     retry_at $int,
     unique (ticket_id, cause, cycle, n)`,
  );
  await run(db, "create index escalation_next on escalation (next_at) where next_at is not null");
  await run(db, "create index escalation_failing on escalation (retry_at) where retry_at is not null");
  // Its key is why no step is ever taken twice, whatever crashes.
  await createTable(
    db,
    "escalation_fire",
    `escalation_id $int not null references escalation (id),
     round $int not null,
     step $int not null,
     due_at $int,
     fired_at $int not null,
     outcome $text not null check (outcome in ('told', 'empty', 'fallback')),
     told $text not null,
     reason $text,
     by_id $int references person (id),
     primary key (escalation_id, round, step)`,
  );
  await makeAppendOnly(db, "escalation_fire");
  await createTable(db, "rota", "id $id");
  await createTable(
    db,
    "rota_version",
    `rota_id $int not null references rota (id),
     no $int not null,
     definition $text not null,
     made_by $int references person (id),
     made_at $int not null,
     primary key (rota_id, no)`,
  );
  await makeAppendOnly(db, "rota_version");
  await createTable(
    db,
    "rota_override",
    `id $id,
     rota_id $int not null references rota (id),
     person_id $int not null references person (id),
     from_at $int not null,
     to_at $int not null,
     made_by $int not null references person (id),
     made_at $int not null`,
  );
  await run(db, "create index rota_override_by_end on rota_override (to_at)");
  await createTable(
    db,
    "absence",
    `id $id,
     person_id $int not null references person (id),
     from_at $int not null,
     to_at $int not null,
     deputy_id $int references person (id),
     made_by $int not null references person (id),
     made_at $int not null`,
  );
  await run(db, "create index absence_by_end on absence (to_at)");
  await run(db, "create index escalation_fire_by_time on escalation_fire (fired_at)");
  await run(db, "create index outbox_by_person on outbox (person_id, created_at)");
  // The desk is ordered by due_at; clocks_book says by which versions and zone data the clocks were derived.
  await run(db, "alter table ticket add column due_at $int");
  await run(db, "alter table ticket add column clocks_book $text not null default ''");
  await run(db, "create index ticket_desk_unanswered on ticket (desk_place, id) where unanswered_since is not null");
  await run(db, "create index ticket_clocks_book on ticket (clocks_book, id) where resolved_at is null");
}
