import { createTable, type MigrationDb, makeAppendOnly, run } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  // Who of several processes does what happens by itself. Whoever holds it with an older fence writes nothing any more.
  await createTable(
    db,
    "job_lease",
    "name $text primary key, owner $text not null, fence $int not null, until_at $int not null, tick_at $int not null",
  );
  await createTable(
    db,
    "job_state",
    `name $text primary key,
     ran_at $int not null,
     ok_at $int,
     took_ms $int not null,
     behind_since $int,
     failures $int not null,
     last_error $text`,
  );
  await createTable(
    db,
    "outage",
    `id $id,
     from_at $int not null,
     to_at $int not null,
     reason $text not null check (reason in ('stood still', 'clock set back'))`,
  );
  await makeAppendOnly(db, "outage");
  await run(db, "create index outage_by_end on outage (to_at)");
  // The storm brake: what it holds stands still until somebody lets it go, or its time has come.
  await createTable(
    db,
    "ladder_brake",
    `id $id,
     tripped_at $int not null,
     cause $text not null check (cause in ('many', 'person')),
     person_id $int references person (id),
     allowed $int not null,
     let_go_at $int,
     let_go_by $int references person (id)`,
  );
  await createTable(
    db,
    "ladder_hold",
    `escalation_id $int not null references escalation (id),
     lock_no $int not null,
     brake_id $int not null references ladder_brake (id),
     held_at $int not null,
     let_go_at $int,
     primary key (escalation_id, lock_no)`,
  );
  await run(db, "create index ladder_hold_open on ladder_hold (held_at) where let_go_at is null");
  await run(db, "create index escalation_used_up on escalation (anchor_at, id) where ended = 'used up'");
  await createTable(
    db,
    "escalation_told",
    `escalation_id $int not null references escalation (id),
     round $int not null,
     step $int not null,
     person_id $int not null references person (id),
     told_at $int not null,
     primary key (escalation_id, round, step, person_id)`,
  );
  await run(db, "create index escalation_told_by_person on escalation_told (person_id, told_at)");
  // Running ladders that an admin moved to a newer version.
  await createTable(
    db,
    "ladder_move",
    `escalation_id $int primary key references escalation (id),
     ladder_version $int not null,
     moved_at $int not null,
     moved_by $int not null references person (id)`,
  );
  await run(db, "create index escalation_running on escalation (ladder_id, ladder_version, id) where state <> 'ended'");
  // How much open time without pauses it took until a clock stopped.
  await run(db, "alter table sla_clock add column used_ms $int");
  // The most urgent first: 0 is high.
  await run(db, "alter table escalation add column rank $int not null default 1");
  await run(db, "create index escalation_by_rank on escalation (rank, next_at) where next_at is not null");
}
