import { findPerson } from "#server/people/directory.ts";
import { noteArrival, noteBounce } from "#server/people/mail-reach.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { markReturned, outboxById, outboxByName } from "./bounce-store.ts";
import { addDelivery, type Delivery } from "./delivery-store.ts";
import type { Incoming } from "./incoming.ts";
import { type Named, returnedTo } from "./mail-name.ts";
import { isOfAddress } from "./outcome.ts";

const MEANS: Record<NonNullable<Incoming["report"]>["action"], Delivery> = {
  failed: "bounced",
  delayed: "delayed",
  delivered: "delivered",
  unclear: "delayed",
};

const WORDS: Partial<Record<Delivery, string>> = {
  bounced: "could not be delivered",
  delayed: "is late",
  delivered: "was delivered",
};

/**
 * Notes what a mail server reports of one of our messages. Null: it is no such report. A message comes back to an
 * address of its own, or names ours by a name nobody else can make; whatever else claims to have come back is none.
 */
export async function noteReturned(
  ctx: Context,
  incoming: Incoming,
): Promise<{ reason: string; about: string } | null> {
  const { report } = incoming;
  if (!report && !isFromMailSystem(incoming)) return null;
  const id = returnedTo(ctx, incoming.to);
  const row = id !== null ? await outboxById(ctx.db, id) : await outboxByName(ctx.db, report?.messageId ?? "");
  if (!row) return null;
  const kind = report ? MEANS[report.action] : "bounced";
  const detail = report?.reason ?? incoming.text.slice(0, 300).replace(/\s+/g, " ").trim();
  await inTransaction(ctx, async (ctx) => {
    await addDelivery(ctx.db, { outbox_id: row.id, at: ctx.clock.now(), kind, detail });
    if (kind === "bounced")
      await markReturned(ctx.db, row.id, `It came back: ${detail}`.slice(0, 500), ctx.clock.now());
    // Where it went to another address of theirs, it says nothing of the one they have.
    if (row.address === null) await noteReach(ctx, row, kind, detail);
  });
  const reader = await findPerson(ctx, row.personId);
  return { reason: `The message to ${reader?.name ?? "somebody"} ${WORDS[kind]}: ${detail}`, about: row.about };
}

type Sent = { personId: number; handedAt: number | null; createdAt: number };

async function noteReach(ctx: Context, { personId, handedAt, createdAt }: Sent, kind: Delivery, reason: string) {
  const sentAt = handedAt ?? createdAt;
  if (kind === "delivered") await noteArrival(ctx, personId, sentAt);
  if (kind === "bounced" && isOfAddress(reason)) await noteBounce(ctx, personId, { sentAt, reason });
}

/** Reports without a part for machines, as some servers still send them. */
const isFromMailSystem = ({ from, automatic }: Incoming) =>
  automatic !== null && /^(mailer-daemon|postmaster)@/.test(from?.address ?? "mailer-daemon@");

/** To whom the message went whose own return address this came to: answers by themselves go there (RFC 3834). */
export async function readerReturned(ctx: Context, { to }: Incoming): Promise<Named | null> {
  const id = returnedTo(ctx, to);
  const row = id === null ? undefined : await outboxById(ctx.db, id);
  return row ? { about: row.about, personId: row.personId } : null;
}
