import { byPerson, recordDeed } from "#server/audit/trail.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { notFound } from "#server/platform/errors.ts";
import { trust } from "#server/platform/html.ts";
import { renderMarkdown } from "#server/platform/markdown.ts";
import type { Announcement, Span } from "./announcement.ts";
import * as store from "./announcement-store.ts";
import type { Audience } from "./article.ts";
import { audiencesOf } from "./audience.ts";

const MOST_AT_ONCE = 5;
const MOST_LISTED = 100;

type Row = Awaited<ReturnType<typeof store.newestAnnouncements>>[number];
const toAnnouncement = (row: Row): Announcement => ({ ...row, html: trust(row.html) });

/** What they have to know today. */
export const announcementsNow = async (ctx: Context, person: Person | null): Promise<Announcement[]> =>
  (await store.announcementsAt(ctx.db, audiencesOf(person), ctx.clock.now(), MOST_AT_ONCE)).map(toAnnouncement);

export async function listAnnouncements(ctx: Context, by: Person): Promise<Announcement[]> {
  if (!can(by, "announcement.write")) throw notFound();
  return (await store.newestAnnouncements(ctx.db, MOST_LISTED)).map(toAnnouncement);
}

export async function findAnnouncement(ctx: Context, by: Person, id: number): Promise<Announcement> {
  const row =
    can(by, "announcement.write") && Number.isSafeInteger(id) ? await store.announcementById(ctx.db, id) : undefined;
  if (!row) throw notFound("announcement");
  return toAnnouncement(row);
}

export type Written = Span & { title: string; body: string; audience: Audience };

/** A new one, or new words for one that is there. */
export async function announce(ctx: Context, by: Person, written: Written, id: number | null): Promise<void> {
  if (id !== null) await findAnnouncement(ctx, by, id);
  else if (!can(by, "announcement.write")) throw notFound();
  const { title, body, audience, fromAt, untilAt } = written;
  const row = {
    ...{ title, body, audience, from_at: fromAt, until_at: untilAt },
    ...{ html: renderMarkdown(body, { prefix: "news-" }).html, written_by: by.id, written_at: ctx.clock.now() },
  };
  await inTransaction(ctx, async (ctx) => {
    const object = `announcement ${id ?? (await store.addAnnouncement(ctx.db, row)).id}`;
    if (id !== null) await store.changeAnnouncement(ctx.db, id, row);
    const action = id === null ? "announced" : "changed an announcement";
    await recordDeed(ctx, { by: byPerson(by), action, object, data: { audience, fromAt, untilAt } });
  });
}

/** It is over now. One that had not begun never will. */
export async function endAnnouncement(ctx: Context, by: Person, id: number): Promise<void> {
  const { fromAt, untilAt } = await findAnnouncement(ctx, by, id);
  const now = ctx.clock.now();
  if (untilAt <= now) return;
  await inTransaction(ctx, async (ctx) => {
    await store.changeAnnouncement(ctx.db, id, { from_at: Math.min(fromAt, now), until_at: now });
    await recordDeed(ctx, { by: byPerson(by), action: "ended an announcement", object: `announcement ${id}` });
  });
}
