import type { Context } from "#server/platform/context.ts";
import { troubleCounts } from "./writing-store.ts";

/** What waits for an admin: articles changed here and in their files, and files that could not be taken. */
export const knowledgeTrouble = (ctx: Context): Promise<{ conflicts: number; problems: number }> =>
  troubleCounts(ctx.db);
