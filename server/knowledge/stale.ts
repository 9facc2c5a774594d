import type { Context } from "#server/platform/context.ts";
import type { Fault } from "./check.ts";
import { failedChecks } from "./check-store.ts";
import { fileOf } from "./checked.ts";

/** Articles whose examples no longer do what the article says. */
export async function staleFaults(ctx: Context): Promise<Fault[]> {
  const failed = await failedChecks(ctx.db);
  return failed.map(({ category, slug, place, reason, server }) => ({
    kind: "stale",
    file: fileOf({ category, slug }),
    sentence: `Its example ${place} failed on PostgreSQL ${server}: ${reason}`,
  }));
}
