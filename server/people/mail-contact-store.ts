import type { Database } from "#server/platform/database/database.ts";

type MailContactTable = { person_id: number; since: number };

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    mail_contact: MailContactTable;
  }
}

export const addContact = (db: Database, person_id: number, since: number) =>
  db.insertInto("mail_contact").values({ person_id, since }).execute();

export const contactById = (db: Database, personId: number) =>
  db.selectFrom("mail_contact").select("since").where("person_id", "=", personId).executeTakeFirst();
