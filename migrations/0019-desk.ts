import { createTable, type MigrationDb, run } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  await createTable(
    db,
    "ticket_tag",
    "ticket_id $int not null references ticket (id), tag $text not null, primary key (ticket_id, tag)",
  );
  await run(db, "create index ticket_tag_by_tag on ticket_tag (tag, ticket_id)");
  // How often each is in use, kept by the writer, so that offering the usual ones never counts.
  await createTable(db, "tag", "name $text primary key, used $int not null");
  await run(db, "create index tag_by_use on tag (used, name)");
  await createTable(
    db,
    "desk_view",
    `slug $text primary key,
     name $text not null,
     query $text not null,
     owner_id $int not null references person (id),
     shared_at $int,
     made_at $int not null`,
  );
  await run(db, "create index desk_view_by_owner on desk_view (owner_id)");
}
