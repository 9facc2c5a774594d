import type { Context } from "#server/platform/context.ts";
import { newestEntries } from "./store.ts";

/** The newest deeds before a place in the trail, newest first. */
export const deedsBefore = (ctx: Pick<Context, "db">, seq: number, limit: number) => newestEntries(ctx.db, seq, limit);
