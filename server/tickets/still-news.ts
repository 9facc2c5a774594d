import { keptEscalation } from "#server/escalation/climbing.ts";
import { clocksKept } from "#server/escalation/keeping.ts";
import type { Context } from "#server/platform/context.ts";
import type { ClockPayload } from "./clock-mailing.ts";
import { factsNow } from "./clocks.ts";
import type { LadderPayload } from "./ladder-mailing.ts";
import type { Payload } from "./mailing.ts";
import { ticketByNumber } from "./store.ts";

/** Whether a ladder still has reason to tell somebody: who was answered or seen meanwhile waits no more. */
async function isLadderNews(ctx: Context, payload: unknown): Promise<boolean> {
  const { number, escalation: id } = payload as LadderPayload;
  const ticket = await ticketByNumber(ctx.db, number, null);
  if (!ticket) return false;
  const { facts, now } = await factsNow(ctx, ticket, ctx.clock.now());
  const escalation = await keptEscalation(ctx, ticket.id, id, facts, now);
  const isOver = escalation?.ended === "answered" || escalation?.ended === "resolved";
  return escalation !== undefined && !isOver && escalation.blockers.length === 0;
}

async function isClockNews(ctx: Context, payload: unknown): Promise<boolean> {
  const { number, clock: id } = payload as ClockPayload;
  const ticket = await ticketByNumber(ctx.db, number, null);
  return ticket ? (await clocksKept(ctx, [ticket.id])).some((one) => one.id === id && one.state === "running") : false;
}

async function isUnanswered(ctx: Context, payload: unknown): Promise<boolean> {
  const ticket = await ticketByNumber(ctx.db, (payload as Payload).number, null);
  return ticket !== undefined && ticket.unansweredSince !== null;
}

/** What webhooks are told is looked at again when it goes out, as letters are. */
export const stillNews: Context["stillNews"] = new Map([
  ["ladder.step", isLadderNews],
  ["ladder.fallback", isLadderNews],
  ["ladder.end", isLadderNews],
  ["clock.warning", isClockNews],
  ["clock.breach", isClockNews],
  ["ticket.opened", isUnanswered],
]);
