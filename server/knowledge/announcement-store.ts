import type { Database } from "#server/platform/database/database.ts";
import type { Id } from "#server/platform/database/tables.ts";
import type { Audience } from "./article.ts";

type AnnouncementTable = {
  id: Id;
  title: string;
  body: string;
  html: string;
  audience: Audience;
  from_at: number;
  until_at: number;
  written_by: number;
  written_at: number;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    announcement: AnnouncementTable;
  }
}

const announcements = (db: Database) =>
  db
    .selectFrom("announcement")
    .innerJoin("person", "person.id", "announcement.written_by")
    .select([
      "announcement.id",
      "announcement.title",
      "announcement.body",
      "announcement.html",
      "announcement.audience",
      "announcement.from_at as fromAt",
      "announcement.until_at as untilAt",
      "person.name as author",
    ]);

export const announcementsAt = (db: Database, audiences: readonly Audience[], now: number, limit: number) =>
  announcements(db)
    .where("announcement.until_at", ">", now)
    .where("announcement.from_at", "<=", now)
    .where("announcement.audience", "in", audiences)
    .orderBy("announcement.from_at", "desc")
    .orderBy("announcement.id", "desc")
    .limit(limit)
    .execute();

/** All of them, those that end last first. */
export const newestAnnouncements = (db: Database, limit: number) =>
  announcements(db).orderBy("announcement.until_at", "desc").orderBy("announcement.id", "desc").limit(limit).execute();

export const announcementById = (db: Database, id: number) =>
  announcements(db).where("announcement.id", "=", id).executeTakeFirst();

type Written = Omit<AnnouncementTable, "id">;

export const addAnnouncement = (db: Database, written: Written) =>
  db.insertInto("announcement").values(written).returning("id").executeTakeFirstOrThrow();

export const changeAnnouncement = (db: Database, id: number, change: Partial<Written>) =>
  db.updateTable("announcement").set(change).where("id", "=", id).executeTakeFirst();
