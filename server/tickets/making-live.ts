import { byPerson, recordDeed } from "#server/audit/trail.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { forbidden } from "#server/platform/errors.ts";
import { changeByItself, changeTicket } from "./changing.ts";
import { keepWish, lastHeld, moveWish, nextHeld, wishToMakeLive } from "./imported-store.ts";
import { countHeld } from "./tally.ts";
import { isOwn, type Ticket } from "./ticket.ts";

/** From now on its clocks and its ladder count, as if what is open about it had been asked just now. */
export async function makeLive(ctx: Context, by: Person, number: number): Promise<Ticket> {
  return changeTicket(ctx, by, number, async (_ctx, ticket) => {
    if (!can(by, "ticket.triage", isOwn(by, ticket))) throw forbidden("Only those who answer may make it live.");
    return canStart(ticket) ? { kind: "started", data: {} } : null;
  });
}

export const canStart = ({ heldAt, status, spamAt }: Pick<Ticket, "heldAt" | "status" | "spamAt">) =>
  heldAt !== null && status !== "resolved" && status !== "merged" && spamAt === null;

/** Asks for all that wait now. What is brought in later waits for another word. */
export async function askToMakeAllLive(ctx: Context, by: Person): Promise<void> {
  if (!can(by, "portal.manage")) throw forbidden("Only those who run the portal may do this.");
  await inTransaction(ctx, async (ctx) => {
    const last = await lastHeld(ctx.db);
    if (!last) return;
    const isNew = await keepWish(ctx.db, { asked_by: by.id, asked_at: ctx.clock.now(), upto_id: last.id });
    if (!isNew) return;
    const data = { tickets: await countHeld(ctx, by) };
    await recordDeed(ctx, { by: byPerson(by), action: "made imported tickets live", object: "portal", data });
  });
}

/** The job: one ticket at a time, the oldest first. One that fails stays held and holds up no other. */
export async function makeNextLive(ctx: Context): Promise<boolean> {
  const wish = await wishToMakeLive(ctx.db);
  if (!wish) return false;
  const next = await nextHeld(ctx.db, wish.atId, wish.upToId);
  if (!next) {
    await moveWish(ctx.db, { done_at: ctx.clock.now() });
    return false;
  }
  try {
    await changeByItself(ctx, next.id, async (_ctx, ticket) =>
      canStart(ticket) ? { kind: "started", data: { withAll: true } } : null,
    );
  } catch (error) {
    ctx.log.error({ err: error, ticket: next.id }, "A ticket could not be made live; the others go on.");
  }
  await moveWish(ctx.db, { at_id: next.id });
  return true;
}
