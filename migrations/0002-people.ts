import { createTable, type MigrationDb, run } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  await createTable(
    db,
    "person",
    `id $id,
     email $text not null unique,
     name $text not null,
     role $text not null check (role in ('requester', 'agent', 'manager', 'admin')),
     team $text,
     password_hash $text,
     theme $text not null default 'system' check (theme in ('system', 'light', 'dark')),
     time_zone $text,
     language $text,
     created_at $int not null,
     disabled_at $int`,
  );
  await run(db, "create index person_by_name on person (name, id)");
  await createTable(
    db,
    "session",
    `token_hash $text primary key,
     person_id $int not null references person (id),
     created_at $int not null,
     seen_at $int not null,
     proved_at $int not null,
     expires_at $int not null,
     browser $text not null`,
  );
  await run(db, "create index session_by_person on session (person_id)");
  await createTable(
    db,
    "link",
    `token_hash $text primary key,
     purpose $text not null check (purpose in ('setup', 'invitation', 'reset', 'address')),
     person_id $int references person (id),
     email $text,
     created_at $int not null,
     expires_at $int not null,
     used_at $int`,
  );
  await run(db, "create index link_by_person on link (person_id)");
  await createTable(db, "sign_in_failure", "key $text primary key, failures $int not null, last_at $int not null");
}
