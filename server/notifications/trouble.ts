import { byPerson, recordDeed } from "#server/audit/trail.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { failedAbout, failedMessages, retryMessage, troubledMessages, waitingMessages } from "./store.ts";

const SHOWN = 100;

/** What waits and what was given up, for those who can do something about it. */
export const outboxTrouble = (ctx: Context) => troubledMessages(ctx.db, SHOWN);

export async function outboxHealth(ctx: Context): Promise<{ waiting: number; failed: number; oldest: number | null }> {
  const { count, oldest } = await waitingMessages(ctx.db);
  return { waiting: count, oldest, failed: await failedMessages(ctx.db) };
}

/** The reasons why messages about this could not be delivered. */
export const undelivered = async (ctx: Context, about: string): Promise<string[]> =>
  (await failedAbout(ctx.db, about)).map((row) => `${row.name}: ${row.last_error ?? "no reason given"}`);

export async function tryAgain(ctx: Context, by: Person, id: number): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await retryMessage(ctx.db, id, ctx.clock.now());
    await recordDeed(ctx, { by: byPerson(by), action: "sent again", object: `message ${id}` });
  });
  ctx.wakeOutbox();
}
