import type { Option } from "#server/http/fields.ts";
import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { readSettings } from "#server/platform/settings.ts";
import { type Announcement, AUDIENCE_NAMES, daysOf } from "./announcement.ts";
import { findAnnouncement, listAnnouncements } from "./announcements.ts";
import { AUDIENCES } from "./article.ts";

type Form = Draft<"title" | "body" | "audience" | "from" | "until">;
type Standing = "now" | "later" | "over";
type Line = {
  title: string;
  audience: string;
  author: string;
  from: string;
  until: string;
  standing: Standing;
  href: string;
  action: string;
};
type AnnouncementsPage = {
  title: string;
  heading: string;
  action: string;
  isChange: boolean;
  draft: Form;
  audiences: Option[];
  timeZone: string;
  lines: Line[];
};
export const announcementsView = view<AnnouncementsPage>("knowledge/announcements", "staff");

/** Dates are those of the place their author lives in. */
export const zoneOf = async (ctx: Context, { timeZone }: Person) => timeZone ?? (await readSettings(ctx)).timeZone;

const HOME = "/knowledge/announcements";

export async function announcementsPage(
  ctx: Context,
  by: Person,
  id: number | null,
  typed?: Form,
): Promise<AnnouncementsPage> {
  const timeZone = await zoneOf(ctx, by);
  const changed = id === null ? null : await findAnnouncement(ctx, by, id);
  const now = ctx.clock.now();
  return {
    title: "Announcements",
    heading: changed ? `Change “${changed.title}”` : "New announcement",
    action: changed ? `${HOME}/${changed.id}` : HOME,
    isChange: changed !== null,
    draft: typed ?? (changed ? draftOf(changed, timeZone) : emptyDraft(now, timeZone)),
    audiences: AUDIENCES.map((value) => ({ value, label: AUDIENCE_NAMES[value] })),
    timeZone,
    lines: (await listAnnouncements(ctx, by)).map((one) => toLine(one, timeZone, now)),
  };
}

const draftOf = (one: Announcement, timeZone: string): Form => {
  const { title, body, audience } = one;
  return blankDraft({ title, body, audience, ...daysOf(one, timeZone) });
};

const emptyDraft = (now: number, timeZone: string): Form =>
  blankDraft({ title: "", body: "", audience: "signed-in", ...daysOf({ fromAt: now, untilAt: now + 1 }, timeZone) });

const toLine = (one: Announcement, timeZone: string, now: number): Line => ({
  title: one.title,
  audience: AUDIENCE_NAMES[one.audience],
  author: one.author,
  ...daysOf(one, timeZone),
  standing: one.untilAt <= now ? "over" : one.fromAt > now ? "later" : "now",
  href: `${HOME}/${one.id}`,
  action: `${HOME}/${one.id}/end`,
});
