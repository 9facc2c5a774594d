import type { Database } from "#server/platform/database/database.ts";

export const keptMailsAbout = (db: Database, about: string) =>
  db
    .selectFrom("mail_in")
    .select(["id", "sha256"])
    .where("about", "=", about)
    .where("forgotten_at", "is", null)
    .execute();

export const dropSubject = (db: Database, id: number) =>
  db.updateTable("mail_in").set({ subject: null }).where("id", "=", id).execute();
