import { createTable, type MigrationDb, makeAppendOnly, run } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  // What was promised before anybody was drawn. It never changes; the end and the result are rows of their own.
  await createTable(
    db,
    "experiment",
    `id $id,
     question $text not null,
     unit $text not null check (unit in ('week', 'person')),
     share $real not null,
     expected_share $real not null,
     share_to_see $real not null,
     flows_needed $int not null,
     ends_at $int not null,
     salt $text not null,
     started_by $int not null references person (id),
     started_at $int not null,
     hash $text not null`,
  );
  await makeAppendOnly(db, "experiment");
  await createTable(
    db,
    "experiment_end",
    `experiment_id $int primary key references experiment (id),
     ended_at $int not null,
     ended_by $int references person (id),
     reason $text not null`,
  );
  await makeAppendOnly(db, "experiment_end");
  // How it stands, as the job saw it last; and for ever, once the last flow is old enough.
  await createTable(
    db,
    "experiment_look",
    "experiment_id $int primary key, looked_at $int not null, data $text not null",
  );
  await createTable(
    db,
    "experiment_record",
    "experiment_id $int primary key references experiment (id), recorded_at $int not null, data $text not null",
  );
  await makeAppendOnly(db, "experiment_record");
  await run(db, "create index event_by_type on event (type, at)");
}
