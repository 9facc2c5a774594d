import { byPerson, recordDeed } from "#server/audit/trail.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { countOlderRunning, moveLadder, olderRunning } from "./ladder-move-store.ts";

export type Running = Awaited<ReturnType<typeof runningBefore>>[number];

/** Ladders that run by an older version than this one. */
export const runningBefore = (ctx: Context, ladderId: number, no: number, limit: number) =>
  olderRunning(ctx.db, ladderId, no, limit);

export const countBefore = (ctx: Context, ladderId: number, no: number) => countOlderRunning(ctx.db, ladderId, no);

/** Call it in a transaction that derives its ladders again. */
export const moveTo = (ctx: Context, by: Person, escalationId: number, no: number) =>
  moveLadder(ctx.db, escalationId, no, ctx.clock.now(), by.id);

export const noteMoving = (ctx: Context, by: Person, ladderId: number, data: { version: number; moved: number }) =>
  recordDeed(ctx, { by: byPerson(by), action: "moved running ladders", object: `ladder ${ladderId}`, data });
