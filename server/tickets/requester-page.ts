import { view } from "#server/http/view.ts";
import { findPerson } from "#server/people/directory.ts";
import { unreachable } from "#server/people/mail-reach.ts";
import { can } from "#server/people/permissions.ts";
import { initialsOf, type Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { notFound } from "#server/platform/errors.ts";
import { eyesOf } from "./finding.ts";
import { afterAddress, END } from "./moved-last.ts";
import { askedBy, hiddenOf, inTeam } from "./requester-store.ts";
import type { Before } from "./store.ts";
import { askedEach } from "./tally.ts";
import { addressOf, nameOf } from "./ticket.ts";
import { STATUS_NAMES, STATUS_TONES } from "./words.ts";

const PER_PAGE = 30;
const MATES_SHOWN = 50;

export const personAddress = (id: number) => `/desk/people/${id}`;

type RequesterPage = {
  title: string;
  initials: string;
  email: string;
  team: string | null;
  timeZone: string | null;
  isGone: boolean;
  /** Mail to them comes back. */
  bouncedSince: number | null;
  open: number;
  /** Opens a question for them. */
  askHref: string | null;
  tickets: {
    name: string;
    href: string;
    subject: string;
    status: { name: string; tone: string };
    assignee: string | null;
    at: number;
  }[];
  mates: { name: string; href: string; open: number }[];
  nextHref: string | null;
};
export const requesterView = view<RequesterPage>("tickets/requester", "staff");

/** Somebody who asks, for those who answer: their tickets and their team. What they search is theirs alone. */
export async function requesterPage(
  ctx: Context,
  by: Person,
  id: number,
  before: Before | null,
): Promise<RequesterPage> {
  const person = Number.isSafeInteger(id) ? await findPerson(ctx, id) : undefined;
  if (!person) throw notFound("person");
  const rows = await askedBy(ctx.db, id, eyesOf(by), before ?? END, PER_PAGE + 1);
  const shown = rows.slice(0, PER_PAGE);
  const last = rows.length > PER_PAGE ? shown.at(-1) : undefined;
  const mates = person.team ? (await inTeam(ctx.db, person.team, MATES_SHOWN)).filter((one) => one.id !== id) : [];
  const bouncedSince = (await unreachable(ctx, id))?.since ?? null;
  const counts = await openOf(ctx, by, [id, ...mates.map((one) => one.id)]);
  return {
    ...{ title: person.name, initials: initialsOf(person.name), email: person.email, team: person.team },
    ...{ timeZone: person.timeZone, isGone: person.disabledAt !== null, bouncedSince, open: counts.get(id) ?? 0 },
    askHref:
      can(by, "ticket.open-for") && person.disabledAt === null ? `/ask?for=${encodeURIComponent(person.email)}` : null,
    tickets: shown.map((ticket) => ({
      ...{ name: nameOf(ticket), href: addressOf(ticket), subject: ticket.subject, assignee: ticket.assignee },
      ...{ at: ticket.updatedAt, status: statusOf(ticket) },
    })),
    mates: mates.map((one) => ({ name: one.name, href: personAddress(one.id), open: counts.get(one.id) ?? 0 })),
    nextHref: last ? afterAddress(personAddress(id), last) : null,
  };
}

/** Counted by their counters: each of a team may have asked hundreds. */
async function openOf(ctx: Context, by: Person, people: readonly number[]): Promise<Map<number, number>> {
  const [asked, hidden] = [await askedEach(ctx, people), await hiddenOf(ctx.db, people, eyesOf(by))];
  return new Map(people.map((id) => [id, (asked.get(id) ?? 0) - (hidden.get(id) ?? 0)]));
}

const statusOf = ({ status, spamAt }: { status: keyof typeof STATUS_NAMES; spamAt: number | null }) =>
  spamAt === null ? { name: STATUS_NAMES[status], tone: STATUS_TONES[status] } : { name: "Spam", tone: "" };
