import { byPerson, recordDeed } from "#server/audit/trail.ts";
import { noteArrival } from "#server/people/mail-reach.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { tooLate } from "#server/platform/errors.ts";
import { outboxById } from "./bounce-store.ts";
import { failedMessages, waitingMessages } from "./store.ts";
import { callOffMessage, failedAbout, failedBefore, retryMessage, troubledMessages } from "./trouble-store.ts";

const SHOWN = 100;

/** What waits and what was given up, for those who can do something about it. */
export const outboxTrouble = (ctx: Context) => troubledMessages(ctx.db, SHOWN);

export async function outboxHealth(ctx: Context): Promise<{ waiting: number; failed: number; oldest: number | null }> {
  const { count, oldest } = await waitingMessages(ctx.db);
  return { waiting: count, oldest, failed: await failedMessages(ctx.db) };
}

/** Since when the oldest message waits; cheap enough for every page. */
export const oldestWaiting = async (ctx: Context): Promise<number | null> => (await waitingMessages(ctx.db)).oldest;

/** Somebody decided that it needs not be said any more. */
export async function callOff(ctx: Context, by: Person, id: number): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { numUpdatedRows } = await callOffMessage(ctx.db, id);
    if (numUpdatedRows === 0n) throw tooLate("This message is on its way or was sent already.");
    await recordDeed(ctx, { by: byPerson(by), action: "called off", object: `message ${id}` });
  });
}

/** The reasons why messages about this could not be delivered. */
export const undelivered = async (ctx: Context, about: string): Promise<Undelivered[]> =>
  (await failedAbout(ctx.db, about)).map((row) => ({
    id: row.id,
    sentence: `${row.name}: ${row.last_error ?? "no reason given"}`,
    isParked: row.parkedAt !== null,
  }));

/** `isParked`: nobody knows whether it arrived, and whoever wrote it decides whether it is said again. */
export type Undelivered = { id: number; sentence: string; isParked: boolean };

/** What could not be delivered about tickets, and why: for those who work on them. */
export const undeliveredBefore = async (ctx: Context, before: number, limit: number) =>
  (await failedBefore(ctx.db, "T-", before, limit)).map(({ lastError, ...row }) => ({
    ...row,
    reason: lastError ?? "The mail server gave no reason.",
  }));

/** For whoever answers the ticket it is about; only what is parked, and about nothing else. */
export async function decideParked(
  ctx: Context,
  by: Person,
  { id, about }: { id: number; about: string },
  isAgain: boolean,
): Promise<void> {
  const parked = (await failedAbout(ctx.db, about)).find((row) => row.id === id && row.parkedAt !== null);
  if (!parked) throw tooLate("Somebody decided about this message already.");
  await (isAgain ? tryAgain(ctx, by, id) : callOff(ctx, by, id));
}

export async function tryAgain(ctx: Context, by: Person, id: number): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { numUpdatedRows } = await retryMessage(ctx.db, id, ctx.clock.now());
    if (numUpdatedRows === 0n) throw tooLate("This message is on its way or was sent already.");
    const message = await outboxById(ctx.db, id);
    // Whoever sends it again wants it tried, whatever came back before.
    if (message) await noteArrival(ctx, message.personId, ctx.clock.now());
    await recordDeed(ctx, { by: byPerson(by), action: "sent again", object: `message ${id}` });
  });
  ctx.wakeOutbox();
}
