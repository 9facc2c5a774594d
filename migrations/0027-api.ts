import { createTable, type MigrationDb, run } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  await createTable(
    db,
    "api_token",
    `id $id,
     token_hash $text not null unique,
     ending $text not null,
     person_id $int not null references person (id),
     name $text not null,
     scopes $text not null,
     made_by $int not null references person (id),
     made_at $int not null,
     expires_at $int not null,
     used_at $int,
     used_from $text,
     exposed_at $int,
     revoked_at $int,
     revoked_by $int references person (id)`,
  );
  await run(db, "create index api_token_by_person on api_token (person_id, id)");
}
