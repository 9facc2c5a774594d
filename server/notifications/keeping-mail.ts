import { DAY, MINUTE } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { moveCounter, readCounters } from "#server/platform/counters.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { dropSubject, keptMailsAbout } from "./mail-forgetting-store.ts";
import * as store from "./mail-in-store.ts";
import * as lists from "./mail-list-store.ts";
import { dropRaw, readRaw, writeRaw } from "./raw-mail.ts";

export type { Fate, KeptMail, MailState } from "./mail-in-store.ts";

/** Larger ones are not read: their first lines are kept, and somebody looks at them in the mailbox. */
export const LARGEST_MAIL = 25 * 1024 * 1024;
/** How long messages are kept as they came, once it is clear what became of them. */
const KEPT = 90 * DAY;
const MOST_ATTEMPTS = 4;
const HELD_COUNTER = "mail.held";
const WAITS = [MINUTE, 5 * MINUTE, 30 * MINUTE];

type Arrived = { source: store.Source; raw: Uint8Array; receivedAt: number; uid?: number; problem?: string };

/** Keeps a message as it came, before anything reads it. The same bytes again are the same message. */
export async function keepMail(ctx: Context, { source, raw, receivedAt, uid, problem }: Arrived): Promise<void> {
  const sha256 = await writeRaw(ctx, raw);
  const now = ctx.clock.now();
  const added = await store.addMail(ctx.db, {
    sha256,
    size: raw.length,
    source,
    uid: uid ?? null,
    received_at: Math.min(receivedAt, now),
    kept_at: now,
    state: problem === undefined ? "kept" : "held",
    reason: problem ?? null,
  });
  if (added.numInsertedOrUpdatedRows === 0n) return dropAgain(ctx, sha256);
  if (problem !== undefined) await moveCounter(ctx, HELD_COUNTER, 1);
  ctx.wakeMail();
}

/** What was forgotten already does not come back to stay. */
async function dropAgain(ctx: Context, sha256: string): Promise<void> {
  const known = await store.mailByHash(ctx.db, sha256);
  if (known && known.forgottenAt !== null) await dropRaw(ctx, sha256);
}

/** The next message nobody has looked at. Null: none, or none whose time has come. */
export async function takeNextMail(ctx: Context): Promise<store.KeptMail | null> {
  const mail = await store.nextMail(ctx.db, ctx.clock.now());
  if (!mail) return null;
  if (mail.attempts >= MOST_ATTEMPTS) {
    await settleMail(ctx, mail, "held", { reason: `It could not be taken in after ${MOST_ATTEMPTS} tries.` });
    return takeNextMail(ctx);
  }
  const wait = WAITS[mail.attempts] ?? WAITS.at(-1) ?? MINUTE;
  const { numUpdatedRows } = await store.countAttempt(ctx.db, mail.id, mail.attempts, ctx.clock.now() + wait);
  return numUpdatedRows === 0n ? takeNextMail(ctx) : mail;
}

/**
 * Says what became of a message. Call it in the transaction that makes it so: neither is there without the other.
 * False: somebody else was faster, and what this transaction did must not stay.
 */
export async function settleMail(
  ctx: Context,
  mail: { id: number },
  state: store.MailState,
  fate: store.Fate,
  from: store.MailState = "kept",
): Promise<boolean> {
  return inTransaction(ctx, async (ctx) => {
    const { numUpdatedRows } = await store.settleMail(ctx.db, mail.id, from, state, ctx.clock.now(), fate);
    if (numUpdatedRows === 0n) return false;
    await moveCounter(ctx, HELD_COUNTER, Number(state === "held") - Number(from === "held"));
    return true;
  });
}

/** Has it looked at once more by the rules and settings of now. */
export async function lookAgain(ctx: Context, { id, state }: { id: number; state: store.MailState }): Promise<boolean> {
  const { numUpdatedRows } = await store.reopenMail(ctx.db, id, state, ctx.clock.now());
  if (numUpdatedRows === 0n) return false;
  await moveCounter(ctx, HELD_COUNTER, -Number(state === "held"));
  ctx.wakeMail();
  return true;
}

/** How many wait for a decision: a counter, as every page of those who answer shows it. */
export const countHeld = async (ctx: Context): Promise<number> =>
  (await readCounters(ctx, [HELD_COUNTER])).get(HELD_COUNTER) ?? 0;

export const findMail = (ctx: Context, id: number) => store.mailById(ctx.db, id);
export const rawOf = (ctx: Context, { sha256 }: { sha256: string }) => readRaw(ctx, sha256);
export const twinOf = (ctx: Context, id: number, messageId: string, sender: string) =>
  store.sameMail(ctx.db, id, messageId, sender);
export const mailsOf = (ctx: Context, about: string, limit: number) => lists.mailsAbout(ctx.db, about, limit);
export const openedBy = (ctx: Context, sender: string | null, since: number) =>
  lists.openedSince(ctx.db, sender, since);
export const listMails = (
  ctx: Context,
  states: readonly store.MailState[],
  words: string,
  before: number,
  limit: number,
) => lists.mailsBefore(ctx.db, states, words, before, limit);
export const countMails = (ctx: Context, state: store.MailState) => lists.countMails(ctx.db, state);

/** The message of theirs that ours answers, so that their mail program shows one conversation. */
export const lastNameFrom = async (ctx: Context, about: string, sender: string): Promise<string | null> =>
  (await lists.lastMailFrom(ctx.db, about, sender))?.messageId ?? null;

/** What the messages of these names are about, the first name's answer first. */
export async function aboutNames(ctx: Context, messageIds: readonly string[]): Promise<string[]> {
  if (messageIds.length === 0) return [];
  const found = new Map((await lists.aboutMails(ctx.db, messageIds)).map(({ messageId, about }) => [messageId, about]));
  return messageIds.flatMap((id) => found.get(id) ?? []);
}

/** The messages about it as they came, and their subjects, are forgotten at once: something in them had to go. */
export async function forgetMailsAbout(ctx: Context, about: string): Promise<void> {
  for (const { id, sha256 } of await keptMailsAbout(ctx.db, about)) {
    await dropRaw(ctx, sha256);
    await store.markForgotten(ctx.db, id, ctx.clock.now());
    await dropSubject(ctx.db, id);
  }
}

/** The job: bytes of messages that are long settled. One at a time. */
export async function forgetOldMail(ctx: Context): Promise<boolean> {
  const old = await store.oldRaw(ctx.db, ctx.clock.now() - KEPT);
  if (!old) return false;
  await dropRaw(ctx, old.sha256);
  await store.markForgotten(ctx.db, old.id, ctx.clock.now());
  return true;
}

declare module "#server/platform/context.ts" {
  interface Context {
    /** Rings when a message was kept, so that it does not wait for the next round. */
    wakeMail(): void;
  }
}
