import { createTable, type MigrationDb, makeAppendOnly, run } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  // Steps of which nobody can hear any more: every mail and call they were told by has failed for good.
  await createTable(
    db,
    "escalation_lost",
    `escalation_id $int not null,
     round $int not null,
     step $int not null,
     lost_at $int not null,
     primary key (escalation_id, round, step),
     foreign key (escalation_id, round, step) references escalation_fire (escalation_id, round, step)`,
  );
  await makeAppendOnly(db, "escalation_lost");
  await run(
    db,
    "create index sla_clock_out_of_time on sla_clock (calendar_id, calendar_version) where note is not null",
  );
  // When a message failed for good, until whoever counted on it has looked at that.
  await run(db, "alter table outbox add column heed_at $int");
  await run(db, "create index outbox_heed on outbox (kind, heed_at) where heed_at is not null");
  await run(db, "alter table webhook_delivery add column heed_at $int");
  await run(db, "create index webhook_delivery_heed on webhook_delivery (kind, heed_at) where heed_at is not null");
}
