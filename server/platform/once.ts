import { DAY } from "./clock.ts";
import type { Context } from "./context.ts";
import { inTransaction } from "./database/transaction.ts";

const KEPT = DAY;

/**
 * Makes a form safe to submit twice. `work` answers with the address to go to; the same submission by the same person
 * gets the same address again without the work, across restarts, for a day.
 */
export async function once<Ctx extends Context>(
  ctx: Ctx,
  submission: string,
  personId: number,
  work: (ctx: Ctx) => Promise<string>,
): Promise<string> {
  return inTransaction(ctx, async (ctx) => {
    const mine = { id: submission, person_id: personId };
    const claim = await ctx.db
      .insertInto("submission")
      .values({ ...mine, location: null, created_at: ctx.clock.now() })
      .onConflict((one) => one.columns(["person_id", "id"]).doNothing())
      .executeTakeFirst();
    if (claim.numInsertedOrUpdatedRows === 0n) return firstLocation(ctx, mine);
    const location = await work(ctx);
    await ctx.db
      .updateTable("submission")
      .set({ location })
      .where("id", "=", submission)
      .where("person_id", "=", personId)
      .execute();
    return location;
  });
}

// A second submission waits for the first one's transaction, so the location is there by the time this runs.
async function firstLocation(ctx: Context, mine: { id: string; person_id: number }): Promise<string> {
  const first = await ctx.db
    .selectFrom("submission")
    .select("location")
    .where("id", "=", mine.id)
    .where("person_id", "=", mine.person_id)
    .executeTakeFirst();
  return first?.location ?? "/";
}

export async function forgetOldSubmissions(ctx: Context): Promise<boolean> {
  await ctx.db
    .deleteFrom("submission")
    .where("created_at", "<", ctx.clock.now() - KEPT)
    .execute();
  return false;
}
