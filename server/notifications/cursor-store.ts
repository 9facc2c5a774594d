import type { Database } from "#server/platform/database/database.ts";
import type { Tables } from "#server/platform/database/tables.ts";

type Cursor = Tables["mail_cursor"];

export const cursorOf = (db: Database, mailbox: string) =>
  db.selectFrom("mail_cursor").selectAll().where("mailbox", "=", mailbox).executeTakeFirst();

export const saveCursor = (db: Database, { mailbox, ...cursor }: Cursor) =>
  db
    .insertInto("mail_cursor")
    .values({ mailbox, ...cursor })
    .onConflict((one) => one.column("mailbox").doUpdateSet(cursor))
    .execute();
