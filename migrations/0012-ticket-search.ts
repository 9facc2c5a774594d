import { followWithFullText, makeFullText } from "#server/platform/database/full-text.ts";
import type { MigrationDb } from "#server/platform/database/schema.ts";

const INDEX = "ticket_text";

/** Place 0 is the subject; the others are messages. A million messages fit one ticket, and newer tickets stand higher. */
export async function up(db: MigrationDb): Promise<void> {
  await makeFullText(db, INDEX);
  await followWithFullText(db, INDEX, {
    table: "ticket",
    id: "new.id * 1048576",
    scope: "'r' || new.requester_id",
    text: "new.subject",
  });
  await followWithFullText(db, INDEX, {
    table: "ticket_message",
    id: "new.ticket_id * 1048576 + new.place",
    scope:
      "(select case when new.kind = 'note' then 'n' else 'r' end || requester_id from ticket where id = new.ticket_id)",
    text: "new.body",
  });
}
