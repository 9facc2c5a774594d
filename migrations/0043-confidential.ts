import { type MigrationDb, run } from "#server/platform/database/schema.ts";

/** What of somebody's may not be seen is counted on their page: of all that is open, or all they asked, it is very little. */
export async function up(db: MigrationDb): Promise<void> {
  await run(db, "create index ticket_confidential_by_requester on ticket (requester_id) where insiders is not null");
}
