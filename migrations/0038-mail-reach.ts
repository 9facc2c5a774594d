import { createTable, type MigrationDb } from "#server/platform/database/schema.ts";

/** Since when somebody has the address they have now, and since when mail to it comes back, if it does. */
export async function up(db: MigrationDb): Promise<void> {
  await createTable(
    db,
    "mail_reach",
    `person_id $int primary key references person (id),
     address_since $int not null,
     bounced_at $int,
     reason $text`,
  );
}
