import type { Context } from "#server/platform/context.ts";
import { clocksOutOfTime } from "./clock-store.ts";

/** A calendar by which some clock is due beyond all that is looked at, in the version they were derived by. */
export type OutOfTime = { calendarId: number; calendar: string; version: number; clocks: number };

export const calendarsOutOfTime = async (ctx: Pick<Context, "db">): Promise<OutOfTime[]> =>
  (await clocksOutOfTime(ctx.db)).map((row) => ({ ...row, clocks: Number(row.clocks) }));
