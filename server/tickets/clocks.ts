import { keepEscalations } from "#server/escalation/climbing.ts";
import { makeDefaults } from "#server/escalation/defaults.ts";
import {
  clocksKept,
  type Kept,
  type KeptClock,
  keepClocks,
  lookLater,
  nextToLookAt,
  takeNotices,
} from "#server/escalation/keeping.ts";
import { readBook } from "#server/escalation/reading-book.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { liveFactsOf } from "./clock-facts.ts";
import { tellOfClock } from "./clock-mailing.ts";
import { eventsOf, noteClocksBook, ticketsWithOldClocks } from "./clocks-store.ts";
import { lockById } from "./past-store.ts";
import { saveTicket } from "./store.ts";
import { addressOf, nameOf, type Ticket } from "./ticket.ts";

const AT_ONCE = 20;

type Followed = Pick<Ticket, "id" | "number" | "requesterId">;

/** Derives the clocks and ladders of a ticket from its history, in the transaction of the change. */
export async function followClocks(ctx: Context, ticket: Followed, at: number): Promise<Kept> {
  const about = { id: ticket.id, name: nameOf(ticket), address: addressOf(ticket) };
  const { facts, now } = await factsNow(ctx, ticket, at);
  await keepEscalations(ctx, ticket.id, facts, now);
  return keepClocks(ctx, about, facts, now);
}

/** What has happened so far, and a now that does not lie before it. */
export async function factsNow(ctx: Context, { id, requesterId }: Pick<Followed, "id" | "requesterId">, at: number) {
  const facts = liveFactsOf(await eventsOf(ctx.db, id), requesterId);
  return { facts, now: Math.max(at, facts.at(-1)?.at ?? 0) };
}

/** Warns and notes what was missed, one ticket at a time, the most urgent first. */
export async function watchClocks(ctx: Context): Promise<boolean> {
  const ticketId = await nextToLookAt(ctx);
  if (ticketId === null) return false;
  try {
    await refollow(ctx, ticketId, async (ctx, ticket, now) => {
      for (const notice of await takeNotices(ctx, ticketId, now)) await tellOfClock(ctx, ticket, notice);
    });
  } catch (error) {
    ctx.log.error({ err: error, ticket: ticketId }, "A clock could not be looked at; the others are not held up.");
    await lookLater(ctx, ticketId);
  }
  return true;
}

/** Clocks follow new versions of policies and calendars, new zone data, and tickets that came from elsewhere. */
export async function updateClocks(ctx: Context): Promise<boolean> {
  await makeDefaults(ctx);
  const { key } = await readBook(ctx);
  const ids = await ticketsWithOldClocks(ctx.db, key, AT_ONCE);
  for (const id of ids) {
    try {
      const before = await clocksKept(ctx, [id]);
      await refollow(ctx, id, async (ctx) => noteMoves(ctx, before, await clocksKept(ctx, [id])));
    } catch (error) {
      ctx.log.error({ err: error, ticket: id }, "Clocks could not be derived; the ticket is passed over.");
      await noteClocksBook(ctx.db, id, key);
    }
  }
  return ids.length > 0;
}

/** Whoever asks why something is due at another time now finds it in the log. */
function noteMoves(ctx: Context, before: readonly KeptClock[], after: readonly KeptClock[]): void {
  for (const { id, about, name, metric, dueAt } of after) {
    const was = before.find((one) => one.id === id);
    if (was && was.dueAt !== dueAt)
      ctx.log.info({ ticket: about, clock: `${name} ${metric}`, from: was.dueAt, to: dueAt }, "A due time has moved.");
  }
}

async function refollow(
  ctx: Context,
  ticketId: number,
  then: (ctx: Context, ticket: Ticket, now: number) => Promise<void>,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const ticket = await lockById(ctx.db, ticketId);
    if (!ticket) return;
    const now = Math.max(ctx.clock.now(), ticket.updatedAt);
    await saveTicket(ctx.db, ticketId, ticket, await followClocks(ctx, ticket, now));
    await then(ctx, ticket, now);
  });
}
