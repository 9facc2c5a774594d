import { createTable, type MigrationDb, run } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  // Every message as it came. Its bytes lie beside the database, under the name of their hash, until they are forgotten.
  await createTable(
    db,
    "mail_in",
    `id $id,
     sha256 $text not null unique,
     size $int not null,
     source $text not null check (source in ('mailbox', 'pushed')),
     uid $int,
     received_at $int not null,
     kept_at $int not null,
     state $text not null check (state in ('kept', 'ticket', 'reply', 'held', 'noted', 'discarded')),
     attempts $int not null default 0,
     retry_at $int not null,
     message_id $text,
     sender $text,
     sender_name $text,
     subject $text,
     trust $text,
     reason $text,
     about $text,
     place $int,
     perhaps $text,
     settled_at $int,
     settled_by $int references person (id),
     forgotten_at $int`,
  );
  await run(db, "create index mail_in_waiting on mail_in (retry_at, id) where state = 'kept'");
  await run(db, "create index mail_in_by_state on mail_in (state, id)");
  await run(db, "create index mail_in_by_message on mail_in (message_id) where message_id is not null");
  await run(db, "create index mail_in_by_sender on mail_in (sender, settled_at) where sender is not null");
  await run(db, "create index mail_in_about on mail_in (about, id) where about is not null");
  await run(db, "create index mail_in_old on mail_in (kept_at) where forgotten_at is null");
  await createTable(
    db,
    "mail_cursor",
    `mailbox $text primary key,
     uid_validity $text not null,
     last_uid $int not null,
     looked_at $int not null,
     failing_since $int,
     failures $int not null default 0,
     retry_at $int not null default 0,
     last_error $text`,
  );
  await createTable(
    db,
    "delivery_event",
    `id $id,
     outbox_id $int not null references outbox (id),
     at $int not null,
     kind $text not null,
     detail $text not null`,
  );
  await run(db, "create index delivery_event_by_message on delivery_event (outbox_id, id)");
  await createTable(
    db,
    "mail_channel",
    `name $text primary key,
     failing_since $int not null,
     failures $int not null,
     retry_at $int not null,
     last_error $text not null`,
  );
  await createTable(
    db,
    "mail_brake",
    "name $text primary key, tripped_at $int not null, last_at $int not null, count $int not null",
  );
  // Somebody of whom only an address is known: no way in is made for them until an admin invites them.
  await createTable(db, "mail_contact", "person_id $int primary key references person (id), since $int not null");
  // What is done when nobody knows whether the mail server took it: said again under the same name, or shown to somebody.
  await run(
    db,
    "alter table outbox add column when_unknown $text not null default 'repeat' check (when_unknown in ('repeat', 'park'))",
  );
  await run(db, "alter table outbox add column parked_at $int");
  await run(db, "create index outbox_failed on outbox (id) where state = 'failed'");
}
