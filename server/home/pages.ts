import { view } from "#server/http/view.ts";
import type { Announcement } from "#server/knowledge/announcement.ts";
import { announcementsNow } from "#server/knowledge/announcements.ts";
import type { Category } from "#server/knowledge/article.ts";
import { articlesBySlugs, listCategories, newestArticles } from "#server/knowledge/articles.ts";
import { inAddress } from "#server/knowledge/words.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import type { DeskRow } from "#server/tickets/desk-rows.ts";
import { topOfDesk, unansweredAddress } from "#server/tickets/desk-top.ts";
import { type Banner, banners } from "#server/tickets/incident-pieces.ts";
import { type OwnTicket, openTicketsOf } from "#server/tickets/own-tickets.ts";
import { readTally } from "#server/tickets/tally.ts";
import type { Popular } from "./popular.ts";

const SHOWN = 4;
/** A list of one or two is no list of the most useful. */
const LEAST_USEFUL = 3;

type UsefulRow = { href: string; title: string; category: string; helped: number; votes: number };
type NewRow = { href: string; title: string; category: string; updatedAt: number };

type HomePage = {
  title: string;
  words: string;
  /** How many articles there are for this reader. */
  count: number;
  often: { words: string; href: string }[];
  /** What they asked and wait for. Null for visitors and for those who answer. */
  own: { tickets: OwnTicket[]; more: number; hasAsked: boolean } | null;
  /** Who waits for an answer. Null for those who do not answer. */
  desk: { rows: DeskRow[]; unanswered: number; mine: number; href: string } | null;
  useful: UsefulRow[];
  newest: NewRow[];
  announcements: Announcement[];
  /** Incidents that last. */
  banners: Banner[];
  categories: Category[];
  /** May they bring in articles? Then an empty portal tells them how. */
  canPublish: boolean;
  isVisitor: boolean;
};
export const homeView = view<HomePage>("home/home");

export async function homePage(ctx: Context, person: Person | null, popular: Popular): Promise<HomePage> {
  const categories = await listCategories(ctx, person);
  const newest = await newestArticles(ctx, person, SHOWN);
  return {
    title: "Home",
    words: "",
    count: categories.reduce((sum, { count }) => sum + count, 0),
    often: popular.often.map((words) => ({ words, href: `/search?q=${inAddress(words)}` })),
    own: person && !can(person, "desk.see") ? await ownTickets(ctx, person) : null,
    desk: person && can(person, "desk.see") ? await deskNow(ctx, person) : null,
    useful: await usefulRows(ctx, person, popular),
    newest: newest.map(({ slug, title, categoryTitle, updatedAt }) => ({
      href: `/articles/${slug}`,
      title,
      category: categoryTitle,
      updatedAt,
    })),
    announcements: await announcementsNow(ctx, person),
    banners: await banners(ctx, person),
    categories: categories.filter(({ count }) => count > 0),
    canPublish: can(person, "knowledge.manage"),
    isVisitor: person === null,
  };
}

async function ownTickets(ctx: Context, person: Person): Promise<HomePage["own"]> {
  const { tickets, hasAsked } = await openTicketsOf(ctx, person, SHOWN);
  const { asked } = await readTally(ctx, person);
  return { tickets, hasAsked, more: Math.max(0, asked - tickets.length) };
}

async function deskNow(ctx: Context, person: Person): Promise<HomePage["desk"]> {
  const { unanswered, mine } = await readTally(ctx, person);
  return { rows: await topOfDesk(ctx, person, SHOWN), unanswered, mine, href: unansweredAddress };
}

async function usefulRows(ctx: Context, person: Person | null, { useful }: Popular): Promise<UsefulRow[]> {
  const known = new Map(useful.map((one) => [one.slug, one]));
  const cards = (await articlesBySlugs(ctx, person, [...known.keys()])).slice(0, SHOWN);
  if (cards.length < LEAST_USEFUL) return [];
  return cards.map(({ slug, title, categoryTitle }) => ({
    href: `/articles/${slug}`,
    title,
    category: categoryTitle,
    helped: known.get(slug)?.helped ?? 0,
    votes: known.get(slug)?.votes ?? 0,
  }));
}
