import { findPerson } from "#server/people/directory.ts";
import { HOUR, MINUTE } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { heldSince } from "./holding.ts";
import type { Letter } from "./letter.ts";
import { nameMail } from "./mail-name.ts";
import { addToOutbox, claimMessage, dueMessage, settleMessage } from "./store.ts";

/** `reason` is unique for what happened: the same reason to the same person is told once, however often it is queued. */
export type Message = {
  kind: string;
  to: { id: number };
  reason: string;
  about: string;
  payload: object;
  /** How long it stays before it goes, so that more can be said in it. */
  staysFor?: number;
  /** Where it goes when that is not the address the person has: an old or a new one of theirs. */
  address?: string;
  /** The entry in the portal that says the same. */
  noticeId?: number;
};

const LEASE = 5 * MINUTE;
/** Waits after the first failures; then every four hours, and after three days it is given up and shown as failed. */
const WAITS = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR];
const LATER_WAIT = 4 * HOUR;
const MOST_ATTEMPTS = WAITS.length + 18;

/** Puts a message into the outbox. Call it in the transaction that is its reason: neither is there without the other. */
export async function queueMessage(ctx: Context, message: Message): Promise<void> {
  const now = ctx.clock.now();
  await addToOutbox(ctx.db, {
    dedupe_key: `${message.reason} to ${message.to.id}`,
    kind: message.kind,
    person_id: message.to.id,
    address: message.address ?? null,
    notice_id: message.noticeId ?? null,
    about: message.about,
    payload: JSON.stringify(message.payload),
    message_id: nameMail(ctx, message.about, message.to.id),
    not_before: now + (message.staysFor ?? 0),
    created_at: now,
  });
  ctx.wakeOutbox();
}

/** Sends the oldest due message, if there is one and mail is set up. Says whether there was any. */
export async function sendNextMessage(ctx: Context): Promise<boolean> {
  if (!ctx.mailer || (await heldSince(ctx)) !== null) return false;
  const row = await dueMessage(ctx.db, ctx.clock.now());
  if (!row) return false;
  const claim = await claimMessage(ctx.db, row.id, row.attempts, ctx.clock.now(), LEASE);
  if (claim.numUpdatedRows === 0n) return true;
  const reader = await findPerson(ctx, row.person_id);
  try {
    const write = ctx.letterWriters.get(row.kind);
    if (!write) throw new Error(`Nobody writes messages of the kind "${row.kind}".`);
    const letter: Letter | null =
      reader && reader.disabledAt === null ? await write(ctx, reader, JSON.parse(row.payload)) : null;
    if (!letter || !reader) await settleMessage(ctx.db, row.id, { state: "suppressed", lease_until: null });
    else {
      const to = row.address === null ? reader : { ...reader, email: row.address };
      await ctx.mailer.send({ to, letter, messageId: row.message_id });
      await settleMessage(ctx.db, row.id, {
        state: "sent",
        sent_at: ctx.clock.now(),
        last_error: null,
        lease_until: null,
      });
    }
  } catch (error) {
    await postpone(ctx, row.id, row.attempts + 1, error);
  }
  return true;
}

async function postpone(ctx: Context, id: number, attempts: number, error: unknown): Promise<void> {
  const last_error = (error instanceof Error ? error.message : String(error)).slice(0, 500);
  const isFinal = isRefused(error) || attempts >= MOST_ATTEMPTS;
  ctx.log.warn(
    { outbox: id, attempts, reason: last_error },
    isFinal ? "A message could not be delivered." : "A message will be tried again.",
  );
  const not_before = ctx.clock.now() + (WAITS[attempts - 1] ?? LATER_WAIT);
  await settleMessage(
    ctx.db,
    id,
    isFinal
      ? { state: "failed", last_error, lease_until: null }
      : { state: "pending", last_error, not_before, lease_until: null },
  );
}

/** Said while signing in or greeting, a 5xx concerns the whole server and not this message. */
const ABOUT_THE_SERVER = new Set(["EAUTH", "EPROTOCOL", "ECONNECTION", "ETLS"]);

/** A 5xx answer about this message is final. */
function isRefused(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { responseCode, code } = error as Error & { responseCode?: number; code?: string };
  return !ABOUT_THE_SERVER.has(code ?? "") && responseCode !== undefined && responseCode >= 500;
}
