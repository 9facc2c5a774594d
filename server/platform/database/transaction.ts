import type { Context } from "#server/platform/context.ts";
import { busy } from "#server/platform/errors.ts";
import { insideTransaction } from "./fence.ts";
import { refuseSuperseded } from "./superseded.ts";

/**
 * Runs `work` in one transaction. The ctx it hands over hides the outer one. Inside a transaction already, `work`
 * joins it. Nothing but queries may be awaited in there.
 */
export async function inTransaction<Ctx extends Context, Result>(
  ctx: Ctx,
  work: (ctx: Ctx) => Promise<Result>,
): Promise<Result> {
  if (ctx.db.isTransaction) return work(ctx);
  try {
    return await ctx.db.transaction().execute((db) =>
      insideTransaction.run(true, async () => {
        if (ctx.fence !== undefined) await refuseSuperseded(db, ctx.fence);
        return work({ ...ctx, db });
      }),
    );
  } catch (error) {
    throw isBusy(error) ? busy() : error;
  }
}

const isBusy = (error: unknown) =>
  error instanceof Error && "code" in error && String(error.code).startsWith("SQLITE_BUSY");

/** A unique key that was there already, on either engine. */
export function isDuplicate(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return (
    error.code === "23505" || error.code === "SQLITE_CONSTRAINT_UNIQUE" || error.code === "SQLITE_CONSTRAINT_PRIMARYKEY"
  );
}
