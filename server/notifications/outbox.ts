import { findPerson } from "#server/people/directory.ts";
import { unreachable } from "#server/people/mail-reach.ts";
import { isProgram } from "#server/people/person.ts";
import { MINUTE } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { isOpen } from "./channel.ts";
import { mayRepeat, noteAccepted, noteFailure, noteNoMailbox } from "./delivering.ts";
import { heldSince } from "./holding.ts";
import { nextHops } from "./hops.ts";
import type { Letter, Mailer } from "./letter.ts";
import { nameMail, returnAddress } from "./mail-name.ts";
import { addToOutbox, claimMessage, type DueMessage, dueMessage, settleMessage } from "./store.ts";

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
  /** What a person said to another is shown to somebody when nobody knows whether it arrived, not said again. */
  whenUnknown?: "park";
};

/** Longer than the mail server may keep silent; then it is unknown what became of it. */
const LEASE = MINUTE;

/** Puts a message into the outbox. Call it in the transaction that is its reason: neither is there without the other. */
export const queueMessage = (ctx: Context, message: Message): Promise<void> => queueMessages(ctx, [message]);

export async function queueMessages(ctx: Context, messages: readonly Message[]): Promise<void> {
  if (messages.length === 0) return;
  await addToOutbox(
    ctx.db,
    messages.map((message) => rowOf(ctx, message)),
  );
  ctx.wakeOutbox();
}

function rowOf(ctx: Context, message: Message) {
  const now = ctx.clock.now();
  return {
    dedupe_key: `${message.reason} to ${message.to.id}`,
    kind: message.kind,
    person_id: message.to.id,
    address: message.address ?? null,
    notice_id: message.noticeId ?? null,
    about: message.about,
    payload: JSON.stringify(message.payload),
    when_unknown: message.whenUnknown ?? ("repeat" as const),
    message_id: nameMail(ctx, message.about, message.to.id),
    not_before: now + (message.staysFor ?? 0),
    created_at: now,
  };
}

/** Sends the oldest due message, if there is one and mail is set up. Says whether there may be more. */
export async function sendNextMessage(ctx: Context): Promise<boolean> {
  if (!ctx.mailer || (await heldSince(ctx)) !== null || !(await isOpen(ctx))) return false;
  const row = await dueMessage(ctx.db, ctx.clock.now());
  if (!row) return false;
  const { attempts } = row;
  const claim = await inTransaction(ctx, (ctx) => claimMessage(ctx.db, row.id, attempts, ctx.clock.now(), LEASE));
  if (claim.numUpdatedRows === 0n) return true;
  if (row.state === "sending" && !(await mayRepeat(ctx, row))) return true;
  try {
    await handOver(ctx, ctx.mailer, row);
    return true;
  } catch (error) {
    return noteFailure(ctx, row, error);
  }
}

async function handOver(ctx: Context, mailer: Mailer, row: DueMessage): Promise<void> {
  const reader = await findPerson(ctx, row.person_id);
  const write = ctx.letterWriters.get(row.kind);
  if (!write) throw new Error(`Nobody writes messages of the kind "${row.kind}".`);
  const isHere = reader?.disabledAt === null && !isProgram(reader);
  const letter: Letter | null = reader && isHere ? await write(ctx, reader, JSON.parse(row.payload)) : null;
  if (!letter || !reader) return void (await settleMessage(ctx.db, row, { state: "suppressed", lease_until: null }));
  const bounce = isTriedAnyway(row) ? null : await unreachable(ctx, reader.id);
  if (bounce) return noteNoMailbox(ctx, row, bounce.reason);
  const to = row.address === null ? reader : { ...reader, email: row.address };
  const returnTo = ctx.config.mailReturns ? returnAddress(ctx, row.id) : null;
  const hops = await nextHops(ctx, row.about);
  await mailer.send({ to, letter, messageId: row.message_id, returnTo, hops });
  await noteAccepted(ctx, row);
}

/** What lets somebody into their account is tried whatever came back before: without it they could not mend that. */
const isTriedAnyway = ({ address, kind }: DueMessage) => address !== null || kind.startsWith("people.");
