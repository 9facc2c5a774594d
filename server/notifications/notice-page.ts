import { view } from "#server/http/view.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { countUnread, noticesOf } from "./notice-store.ts";

const PER_PAGE = 40;
const MOST_COUNTED = 100;

type Line = {
  id: number;
  href: string;
  about: string;
  subject: string | null;
  sentence: string;
  rule: string;
  at: number;
  isUrgent: boolean;
  isOpened: boolean;
};
type NoticesPage = {
  title: string;
  lines: Line[];
  hasUnread: boolean;
  /** Up to where "all read" goes: what came after the page was drawn stays new. */
  newest: number;
  isFirst: boolean;
  nextHref: string | null;
};
export const noticesView = view<NoticesPage>("notifications/notices");

/** What somebody was told, newest first. What it is about is looked up as they may see it now. */
export async function noticesPage(ctx: Context, by: Person, before: unknown): Promise<NoticesPage> {
  const from = typeof before === "string" && /^[1-9]\d{0,14}$/.test(before) ? Number(before) : null;
  const rows = await noticesOf(ctx.db, by.id, from ?? Number.MAX_SAFE_INTEGER, PER_PAGE + 1);
  const shown = rows.slice(0, PER_PAGE);
  const subjects = await ctx.subjectsOf(
    ctx,
    by,
    shown.map(({ about }) => about),
  );
  const last = rows.length > PER_PAGE ? shown.at(-1) : undefined;
  return {
    title: "Notifications",
    lines: shown.map(({ id, about, sentence, rule, created_at, urgency, opened_at }) => ({
      ...{ id, sentence, rule, at: created_at, href: `/notifications/${id}` },
      about: /^T-\d+$/.test(about) ? about : "",
      subject: subjects.get(about) ?? null,
      isUrgent: urgency === "urgent",
      isOpened: opened_at !== null,
    })),
    hasUnread: (await countUnread(ctx.db, by.id, 1)) > 0,
    newest: shown[0]?.id ?? 0,
    isFirst: from === null,
    nextHref: last ? `/notifications?before=${last.id}` : null,
  };
}

/** For the bell on every page. Beyond a hundred nobody needs the number. */
export async function unreadCount(ctx: Context, person: Person): Promise<{ count: number; shown: string }> {
  const count = await countUnread(ctx.db, person.id, MOST_COUNTED);
  return { count, shown: count >= MOST_COUNTED ? `${MOST_COUNTED - 1}+` : String(count) };
}
