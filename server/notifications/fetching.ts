import { HOUR, MINUTE } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { cursorOf, saveCursor } from "./cursor-store.ts";
import { enterMailbox } from "./entering.ts";
import { heldSince } from "./holding.ts";
import { keepMail, LARGEST_MAIL } from "./keeping-mail.ts";
import type { Listed, Mailbox } from "./mailbox.ts";
import { type KnownMailbox, knownMailboxes } from "./mailboxes.ts";
import { hasRoom } from "./room.ts";

const BATCH = 20;
/** So often a server may fail at one message before the next ones go past it. */
const MOST_FAILURES = 3;
const LONGEST_WAIT = HOUR;
/** A server that answers by drops holds up the other mailboxes no longer than this. */
const LONGEST_LOOK = 5 * MINUTE;

/**
 * The job: takes the next messages of every mailbox above the highest number seen, each kept before the number moves.
 * Says whether there may be more. One that cannot be reached is asked again after growing waits; the others go on.
 */
export async function fetchMail(ctx: Context): Promise<boolean> {
  // A copy that was restored must not empty the mailbox of the portal it was taken from.
  if (ctx.config.imapUrls.length === 0 || (await heldSince(ctx)) !== null) return false;
  const looks = await Promise.all(knownMailboxes(ctx).map((one) => lookInto(ctx, one)));
  return looks.includes(true);
}

async function lookInto(ctx: Context, { name, address }: KnownMailbox): Promise<boolean> {
  const before = await cursorOf(ctx.db, name);
  if (before && before.retry_at > ctx.clock.now()) return false;
  try {
    if (!(await hasRoom(ctx))) throw new Error("Less than 200 MB are free on the disk, so mail stays in the mailbox.");
    const mailbox = await enterMailbox(ctx, address, AbortSignal.timeout(LONGEST_LOOK));
    try {
      return await takeFrom(ctx, name, mailbox);
    } finally {
      await mailbox.close();
    }
  } catch (error) {
    await noteTrouble(ctx, name, error);
    return false;
  }
}

async function takeFrom(ctx: Context, name: string, mailbox: Mailbox): Promise<boolean> {
  const known = await cursorOf(ctx.db, name);
  // Numbers of another life of this mailbox mean nothing: everything is looked at again, and known by its bytes.
  let last = known?.uid_validity === mailbox.uidValidity ? known.last_uid : 0;
  const listed = await mailbox.listAbove(last, BATCH);
  for (const one of listed) {
    const isGivenUp = one === listed[0] && (known?.failures ?? 0) >= MOST_FAILURES;
    await takeOne(ctx, name, mailbox, one).catch((error) =>
      isGivenUp ? goPast(ctx, name, one, error) : Promise.reject(error),
    );
    last = one.uid;
    await note(ctx, name, mailbox, last);
  }
  if (listed.length === 0) await note(ctx, name, mailbox, last);
  return listed.length === BATCH;
}

async function takeOne(ctx: Context, name: string, mailbox: Mailbox, { uid, size, receivedAt }: Listed): Promise<void> {
  const isTooLarge = size > LARGEST_MAIL;
  const raw = await mailbox.fetch(uid, isTooLarge);
  if (raw === null) return;
  const problem = isTooLarge
    ? `It is larger than 25 MB, so only its first lines were fetched. It lies in ${name} under the number ${uid}.`
    : undefined;
  await keepMail(ctx, { source: "mailbox", raw, receivedAt, uid, ...(problem ? { problem } : {}) });
  // It is ours already; whether the server remembers that changes nothing.
  await mailbox
    .markTaken(uid)
    .catch((error) => ctx.log.warn({ uid, err: error }, "A fetched mail could not be marked."));
}

/** Nothing of it came, so what is kept says so: one message must not hold up all that follow. */
const goPast = (ctx: Context, name: string, { uid, receivedAt }: Listed, error: Error) =>
  keepMail(ctx, {
    source: "mailbox",
    raw: Buffer.from(`Subject: (could not be fetched)\r\n\r\nNumber ${uid}, ${receivedAt}: ${error.message}\r\n`),
    receivedAt,
    uid,
    problem: `It could not be fetched: ${error.message}. It lies in ${name} under the number ${uid}.`,
  });

const note = (ctx: Context, mailbox: string, { uidValidity }: Mailbox, lastUid: number) =>
  saveCursor(ctx.db, {
    mailbox,
    uid_validity: uidValidity,
    last_uid: lastUid,
    looked_at: ctx.clock.now(),
    failing_since: null,
    failures: 0,
    retry_at: 0,
    last_error: null,
  });

async function noteTrouble(ctx: Context, mailbox: string, error: unknown): Promise<void> {
  const now = ctx.clock.now();
  const before = await cursorOf(ctx.db, mailbox);
  const failures = (before?.failures ?? 0) + 1;
  const last_error = (error instanceof Error ? error.message : String(error)).slice(0, 500);
  ctx.log.warn({ mailbox, failures, reason: last_error }, "The mailbox could not be read; it is tried again.");
  await saveCursor(ctx.db, {
    mailbox,
    uid_validity: before?.uid_validity ?? "",
    last_uid: before?.last_uid ?? 0,
    looked_at: before?.looked_at ?? now,
    failing_since: before?.failing_since ?? now,
    failures,
    retry_at: now + Math.min(MINUTE * 2 ** Math.min(failures - 1, 10), LONGEST_WAIT),
    last_error,
  });
}
