import { type MigrationDb, run } from "#server/platform/database/schema.ts";

/** A runbook is followed for a ticket, or for an incident with all its tickets: never for both, never for nothing. */
export async function up(db: MigrationDb): Promise<void> {
  await run(db, "alter table runbook_run alter column ticket_id drop not null");
  await run(db, "alter table runbook_run add column incident_id $int references incident (id)");
  await run(
    db,
    "alter table runbook_run add constraint runbook_run_for check ((ticket_id is null) <> (incident_id is null))",
  );
  await run(db, "create index runbook_run_by_incident on runbook_run (incident_id, id)");
}
