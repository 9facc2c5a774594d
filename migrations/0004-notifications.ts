import { createTable, type MigrationDb, run } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  await createTable(
    db,
    "outbox",
    `id $id,
     dedupe_key $text not null unique,
     kind $text not null,
     person_id $int not null references person (id),
     address $text,
     about $text not null,
     payload $text not null,
     message_id $text not null unique,
     state $text not null check (state in ('pending', 'sending', 'sent', 'suppressed', 'failed')),
     attempts $int not null default 0,
     not_before $int not null,
     lease_until $int,
     last_error $text,
     created_at $int not null,
     sent_at $int`,
  );
  await run(db, "create index outbox_due on outbox (not_before) where state in ('pending', 'sending')");
  await run(db, "create index outbox_about on outbox (about)");
}
