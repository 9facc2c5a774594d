import { byPerson, byPortal, recordDeed } from "#server/audit/trail.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { notFound, tooLate } from "#server/platform/errors.ts";
import { findPerson } from "./directory.ts";
import { bouncedAmong, markBounced, noteAddressSince, unmark } from "./mail-reach-store.ts";
import { can } from "./permissions.ts";
import type { Person } from "./person.ts";

/** Since when mail to the address of somebody comes back, and what the mail server said. */
export type Unreachable = { since: number; reason: string };

/** A mail that was handed over at `sentAt` came back, because there is no such mailbox. */
export async function noteBounce(ctx: Context, personId: number, bounce: { sentAt: number; reason: string }) {
  const before = await unreachable(ctx, personId);
  await markBounced(ctx.db, personId, { ...bounce, at: ctx.clock.now(), reason: bounce.reason.slice(0, 300) });
  if (before === null && (await unreachable(ctx, personId)) !== null)
    await recordDeed(ctx, { by: byPortal, action: "found that mail comes back", object: `person ${personId}` });
}

/** A mail that was handed over at `sentAt` arrived: whatever came back before is over. */
export const noteArrival = (ctx: Context, personId: number, sentAt: number) => unmark(ctx.db, personId, sentAt);

/** Null: as far as is known, mail arrives. */
export const unreachable = async (ctx: Context, personId: number): Promise<Unreachable | null> =>
  (await unreachableAmong(ctx, [personId])).get(personId) ?? null;

export async function unreachableAmong(ctx: Context, ids: readonly number[]): Promise<Map<number, Unreachable>> {
  const rows = ids.length === 0 ? [] : await bouncedAmong(ctx.db, ids);
  return new Map(rows.map(({ personId, since, reason }) => [personId, { since, reason }]));
}

/** The person themselves or an admin says that mail arrives again. The next one that comes back says otherwise. */
export async function trustAddress(ctx: Context, by: Person, personId: number): Promise<void> {
  if (by.id !== personId && !can(by, "people.manage")) throw notFound("person");
  await inTransaction(ctx, async (ctx) => {
    if (!Number.isSafeInteger(personId) || !(await findPerson(ctx, personId))) throw notFound("person");
    if (!(await unmark(ctx.db, personId, ctx.clock.now()))) throw tooLate("Mail goes to this address already.");
    await recordDeed(ctx, { by: byPerson(by), action: "said that mail arrives again", object: `person ${personId}` });
  });
}

/** A new address was confirmed by a mail that arrived there. */
export const noteNewAddress = (ctx: Context, personId: number) => noteAddressSince(ctx.db, personId, ctx.clock.now());
