import { type MigrationDb, run } from "#server/platform/database/schema.ts";

/**
 * Every ticket looks up who answers and which calls were made about it: of a hundred thousand people those are a few,
 * and of a million calls one or two.
 */
export async function up(db: MigrationDb): Promise<void> {
  await run(db, "create index person_by_role on person (role, name)");
  await run(db, "create index webhook_delivery_about on webhook_delivery (about)");
}
