import { view } from "#server/http/view.ts";
import { listCategories } from "#server/knowledge/articles.ts";
import { staff } from "#server/people/directory.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { startOfDay } from "#server/platform/months.ts";
import { readSettings } from "#server/platform/settings.ts";
import { deskAddress, queryFor, readFilters } from "./desk.ts";
import { type DeskRow, facesFor, toRow } from "./desk-rows.ts";
import { deskRows } from "./desk-store.ts";
import { eyesOf } from "./finding.ts";
import type { TicketEvent } from "./history.ts";
import { namesFor } from "./history-lines.ts";
import { listQueues } from "./queues.ts";
import { deedsOf } from "./requester-store.ts";
import { readTally } from "./tally.ts";
import { addressOf, nameOf } from "./ticket.ts";
import { deedOf } from "./words.ts";

const WAITING_SHOWN = 20;
const DEEDS_SHOWN = 100;

type DayPage = {
  title: string;
  /** Theirs and open, what is about to be lost first. */
  waiting: DeskRow[];
  mine: number;
  mineHref: string;
  deeds: { name: string; href: string; subject: string; deed: string; at: number }[];
  answered: number;
  resolved: number;
};
export const dayView = view<DayPage>("tickets/day", "staff");

/** Somebody's own day, for themselves: nobody else can look at it. */
export async function dayPage(ctx: Context, by: Person): Promise<DayPage> {
  const filters = readFilters({ assignee: "me" });
  const { rows } = await deskRows(ctx.db, await queryFor(ctx, by, filters), WAITING_SHOWN);
  const categories = await listCategories(ctx, by);
  const titles = new Map(categories.map(({ slug, title }) => [slug, title]));
  const faces = await facesFor(ctx, rows);
  const { timeZone } = await readSettings(ctx);
  const dawn = startOfDay(by.timeZone ?? timeZone, ctx.clock.now());
  const deeds = await deedsOf(ctx.db, by.id, eyesOf(by), dawn, DEEDS_SHOWN);
  const names = await namesFor(ctx, await staff(ctx), categories, await listQueues(ctx));
  return {
    title: "Your day",
    waiting: rows.map((row) => toRow(row, titles, filters, faces)),
    mine: (await readTally(ctx, by)).mine,
    mineHref: deskAddress({ assignee: "me" }),
    deeds: deeds.map(({ number, subject, kind, data, at }) => ({
      ...{ name: nameOf({ number }), href: addressOf({ number }), subject, at },
      deed: deedOf({ kind, data: JSON.parse(data) } as TicketEvent, names),
    })),
    answered: deeds.filter(({ kind }) => kind === "answered").length,
    resolved: deeds.filter(({ kind }) => kind === "resolved").length,
  };
}
