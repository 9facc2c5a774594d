import { createTable, type MigrationDb, run } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  // A runbook that is being followed for a ticket, in the revision it was begun with.
  await createTable(
    db,
    "runbook_run",
    `id $id,
     ticket_id $int not null references ticket (id),
     article_id $int not null,
     revision $int not null,
     title $text not null,
     steps $int not null,
     started_by $int not null references person (id),
     started_at $int not null,
     ended_by $int references person (id),
     ended_at $int,
     foreign key (article_id, revision) references article_revision (article_id, number)`,
  );
  await run(db, "create index runbook_run_by_ticket on runbook_run (ticket_id, id)");
  await createTable(
    db,
    "runbook_tick",
    `run_id $int not null references runbook_run (id),
     step $int not null,
     person_id $int not null references person (id),
     at $int not null,
     note $text not null,
     primary key (run_id, step)`,
  );
}
