import { mailsOf } from "#server/notifications/keeping-mail.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { eyesOf } from "./finding.ts";
import { ticketByNumber } from "./store.ts";
import { addressOf, nameOf } from "./ticket.ts";

/** What those who answer see of a message that came by mail. */
export type MailMark = {
  words: string;
  /** The mail as it came. */
  href: string;
  isDoubtful: boolean;
  perhaps: { name: string; href: string } | null;
};

const MOST = 500;

/** By the place of the message. A ticket it may belong to is named to whoever may see that one too. */
export async function mailMarks(
  ctx: Context,
  by: Person,
  ticket: { number: number },
): Promise<Map<number | null, MailMark>> {
  const marks = new Map<number | null, MailMark>();
  for (const { id, place, trust, perhaps, reason } of await mailsOf(ctx, nameOf(ticket), MOST)) {
    const isDoubtful = trust !== "confirmed";
    const words = reason ? `By mail. ${reason}` : isDoubtful ? "By mail, sender not confirmed" : "By mail";
    marks.set(place, { words, href: `/admin/mail/in/${id}`, isDoubtful, perhaps: await named(ctx, by, perhaps) });
  }
  return marks;
}

async function named(ctx: Context, by: Person, name: string | null): Promise<MailMark["perhaps"]> {
  const number = Number(/^T-(\d{1,9})$/.exec(name ?? "")?.[1] ?? 0);
  const other = number > 0 ? await ticketByNumber(ctx.db, number, eyesOf(by)) : undefined;
  return other ? { name: nameOf(other), href: addressOf(other) } : null;
}
