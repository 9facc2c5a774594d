import { noteBounce } from "#server/people/mail-reach.ts";
import { HOUR, MINUTE } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { noteReached, noteUnreachable } from "./channel.ts";
import { addDelivery, type Delivery } from "./delivery-store.ts";
import { isOfAddress, type Outcome, outcomeOf } from "./outcome.ts";
import { type DueMessage, settleMessage } from "./store.ts";

/** Waits after the first failures; then every hour, and after a day it is given up and shown as failed. */
const WAITS = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR];
const MOST_ATTEMPTS = WAITS.length + 23;

type Row = Pick<DueMessage, "id" | "attempts" | "when_unknown" | "person_id" | "address">;

const note = (ctx: Context, { id }: Row, kind: Delivery, detail: string) =>
  addDelivery(ctx.db, { outbox_id: id, at: ctx.clock.now(), kind, detail: detail.slice(0, 500) });

export async function noteAccepted(ctx: Context, row: Row): Promise<void> {
  const sent = { state: "sent", sent_at: ctx.clock.now(), last_error: null, lease_until: null } as const;
  await settleMessage(ctx.db, row, sent);
  await note(ctx, row, "accepted", "The mail server took it.");
  await noteReached(ctx);
}

/** Says whether the next one may be tried at once. `row` is as it was before this try. */
export async function noteFailure(ctx: Context, row: Row, error: unknown): Promise<boolean> {
  const reason = (error instanceof Error ? error.message : String(error)).slice(0, 500);
  const outcome = outcomeOf(error);
  if (outcome === "unreachable") {
    await settleMessage(ctx.db, row, {
      state: "pending",
      attempts: row.attempts,
      lease_until: null,
      last_error: reason,
    });
    await noteUnreachable(ctx, reason);
    return false;
  }
  await noteReached(ctx);
  if (outcome === "refused" && row.address === null && isOfAddress(reason))
    await noteBounce(ctx, row.person_id, { sentAt: ctx.clock.now(), reason });
  if (outcome === "unknown") await noteUnknown(ctx, row, reason);
  else await postpone(ctx, row, outcome, reason);
  return true;
}

/** Mail to them comes back, so nothing was handed over: whoever counts on it hears so at once. */
export const noteNoMailbox = (ctx: Context, row: Row, said: string) =>
  postpone(ctx, row, "refused", `Mail to this address comes back: ${said}`);

/** The portal ended between handing over and noting it. Says whether it may go out once more. */
export async function mayRepeat(ctx: Context, row: Row): Promise<boolean> {
  const reason = "The portal ended while it was handed over.";
  if (row.when_unknown === "repeat") await note(ctx, row, "unknown", reason);
  else await noteUnknown(ctx, row, reason);
  return row.when_unknown === "repeat";
}

/** Words of people to people are not said twice on a guess: somebody decides. Everything else has a name that shows it. */
async function noteUnknown(ctx: Context, row: Row, reason: string): Promise<void> {
  await note(ctx, row, "unknown", reason);
  if (row.when_unknown === "repeat") return wait(ctx, row, reason);
  await settleMessage(ctx.db, row, {
    state: "failed",
    parked_at: ctx.clock.now(),
    lease_until: null,
    last_error: "Nobody knows whether it arrived: the line went dead while it was handed over.",
  });
}

async function postpone(ctx: Context, row: Row, outcome: Outcome, reason: string): Promise<void> {
  const isFinal = outcome === "refused" || row.attempts + 1 >= MOST_ATTEMPTS;
  ctx.log.warn(
    { outbox: row.id, attempts: row.attempts + 1, reason },
    isFinal ? "A message could not be delivered." : "A message will be tried again.",
  );
  await note(ctx, row, outcome === "refused" ? "refused" : "deferred", reason);
  const failed = { state: "failed", last_error: reason, lease_until: null, heed_at: ctx.clock.now() } as const;
  if (isFinal) await settleMessage(ctx.db, row, failed);
  else await wait(ctx, row, reason);
}

async function wait(ctx: Context, row: Row, last_error: string): Promise<void> {
  const not_before = ctx.clock.now() + (WAITS[row.attempts] ?? HOUR);
  await settleMessage(ctx.db, row, { state: "pending", last_error, not_before, lease_until: null });
}
