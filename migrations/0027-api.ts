import { createTable, type MigrationDb, makeAppendOnly, run } from "#server/platform/database/schema.ts";

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
     reminded_at $int,
     revoked_at $int,
     revoked_by $int references person (id)`,
  );
  await run(db, "create index api_token_by_person on api_token (person_id, id)");
  await run(db, "create index api_token_unreminded on api_token (expires_at) where reminded_at is null");
  await createTable(
    db,
    "training_done",
    `training $text not null,
     person_id $int not null references person (id),
     done_at $int not null,
     told_by $int not null references person (id),
     told_at $int not null,
     primary key (training, person_id)`,
  );
  await createTable(
    db,
    "key_figure",
    `id $id,
     name $text not null,
     better $text not null check (better in ('higher', 'lower')),
     baseline $real not null,
     value $real not null,
     measured_on $text not null,
     source $text not null,
     entered_by $int not null references person (id),
     entered_at $int not null`,
  );
  await createTable(
    db,
    "search_replay",
    `id $id,
     kind $text not null check (kind in ('draft', 'synonyms', 'ranking')),
     draft_id $int references draft (id),
     save $int,
     given $text not null,
     asked_by $int not null references person (id),
     asked_at $int not null,
     done_at $int,
     result $text,
     failed $text`,
  );
  await run(db, "create index search_replay_waiting on search_replay (id) where done_at is null");
  await createTable(
    db,
    "weekly_search",
    `week $text primary key,
     zone $text not null,
     counted_at $int not null,
     searches $int not null,
     readers $int not null,
     zero $int not null,
     reformulated $int not null,
     clicked $int not null,
     ms_to_click $int,
     reciprocal $real not null,
     swaps $text not null`,
  );
  await makeAppendOnly(db, "training_done");
  await makeAppendOnly(db, "key_figure");
}
