import type { Reader } from "#server/journeys/journal.ts";
import type { Context } from "#server/platform/context.ts";
import { changeByItself } from "./changing.ts";
import { recordResolution } from "./events.ts";
import { tell } from "./mailing.ts";
import { askHowItWent } from "./rating.ts";
import { silenceDue, silenceEnds } from "./silence-limits.ts";
import { keepReminder, longestSilence, reminderOf } from "./silence-store.ts";
import type { Ticket } from "./ticket.ts";

const NOBODY = { id: null };
const PORTAL: Reader = { personId: null, kind: "service", token: "the portal" };

/**
 * The job: one ticket at a time, the longest silence first. A question that waits for its requester is called to mind
 * once, and ends when no answer comes.
 */
export async function followSilence(ctx: Context): Promise<boolean> {
  const due = await longestSilence(ctx.db, await silenceDue(ctx));
  if (!due) return false;
  await changeByItself(ctx, due.id, async (ctx, ticket, at) => {
    // Somebody spoke between the look and the lock.
    if (ticket.status !== "waiting" || ticket.updatedAt !== due.since) return null;
    return due.remindedAt === null ? remind(ctx, ticket, at) : end(ctx, ticket, at);
  });
  return true;
}

async function remind(ctx: Context, ticket: Ticket, at: number) {
  await keepReminder(ctx.db, { ticket_id: ticket.id, about_at: ticket.updatedAt, sent_at: at });
  const place = ticket.publicMessages;
  await tell(ctx, NOBODY, { id: ticket.requesterId }, ticket, "ticket.reminded", place, ticket.seq);
  return { kind: "reminded", data: {} } as const;
}

async function end(ctx: Context, ticket: Ticket, at: number) {
  await tell(ctx, NOBODY, { id: ticket.requesterId }, ticket, "ticket.lapsed", ticket.seq);
  await askHowItWent(ctx, ticket, at);
  await recordResolution(ctx, PORTAL, ticket, null);
  return { kind: "resolved", data: { label: null, article: null, rule: "no answer" } } as const;
}

/** When it ends by itself if nobody says a word; null while nobody waits for its requester. */
export async function endsAt(
  ctx: Context,
  ticket: Pick<Ticket, "id" | "status" | "updatedAt" | "heldAt">,
): Promise<number | null> {
  if (ticket.status !== "waiting" || ticket.heldAt !== null) return null;
  const reminder = await reminderOf(ctx.db, ticket.id, ticket.updatedAt);
  return silenceEnds(ctx, ticket.updatedAt, reminder?.sentAt);
}
