import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { isProgram } from "./person.ts";
import { endingBefore, noteReminded } from "./token-store.ts";

const BEFORE = 14 * DAY;
const AT_ONCE = 20;

/** The job: two weeks before a token ends, whoever can make another hears of it, once. */
export async function tellOfTokens(ctx: Context): Promise<boolean> {
  return inTransaction(ctx, async (ctx) => {
    const now = ctx.clock.now();
    const ending = await endingBefore(ctx.db, now, now + BEFORE, AT_ONCE);
    for (const { id, name, ownerEmail, personId, madeBy, madeAt, expiresAt } of ending) {
      await noteReminded(ctx.db, id, now);
      // One made for a fortnight ends as it was meant to.
      if (expiresAt - madeAt <= BEFORE) continue;
      await ctx.queueLetter(ctx, {
        kind: "people.token-ends",
        to: { id: isProgram({ email: ownerEmail }) ? madeBy : personId },
        reason: `token ${id} ends`,
        about: "account",
        payload: { token: name, day: new Date(expiresAt).toISOString().slice(0, 10) },
      });
    }
    return ending.length === AT_ONCE;
  });
}
