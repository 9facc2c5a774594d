import type { Context } from "#server/platform/context.ts";
import { type Delivery, deliveriesOf } from "./delivery-store.ts";
import {
  channelCallsAbout,
  type DeliveryRow,
  deliveriesFor,
  type EntryRow,
  entriesAbout,
  entriesBefore,
} from "./receipt-store.ts";

/** What became of one way by which somebody was to hear of something. */
export type Fate = {
  way: string;
  words: string;
  /** When it was handed over, accepted, or will be; null where there is nothing to say. */
  at: number | null;
  tone: "" | "good" | "warn" | "bad";
};

/** Who was told what, why, and how far it came. */
export type Receipt = {
  id: number;
  who: string;
  about: string;
  sentence: string;
  rule: string;
  at: number;
  openedAt: number | null;
  fates: Fate[];
};

type MailEvent = { kind: Delivery; detail: string; at: number };

const SHOWN = 40;

/** Everybody who was told of a thing, newest first, and every channel that was. */
export async function receiptsAbout(ctx: Context, about: string): Promise<Receipt[]> {
  const rows = await entriesAbout(ctx.db, about, SHOWN);
  const calls = await channelCallsAbout(ctx.db, about, SHOWN);
  const people = await receiptsOf(ctx, rows);
  return [...people, ...calls.map(receiptOfCall)].sort((a, b) => b.at - a.at).slice(0, SHOWN);
}

export async function receiptsBefore(ctx: Context, before: number, limit: number): Promise<Receipt[]> {
  return receiptsOf(ctx, await entriesBefore(ctx.db, before, limit));
}

async function receiptsOf(ctx: Context, rows: EntryRow[]): Promise<Receipt[]> {
  const ids = rows.map(({ id }) => id);
  const calls = ids.length === 0 ? [] : await deliveriesFor(ctx.db, ids);
  const sent = rows.flatMap(({ outboxId }) => outboxId ?? []);
  const events = sent.length === 0 ? [] : await deliveriesOf(ctx.db, sent);
  return rows.map((row) => ({
    ...{ id: row.id, who: row.name, about: row.about, sentence: row.sentence, rule: row.rule },
    ...{ at: row.createdAt, openedAt: row.openedAt },
    fates: [
      ...mailFates(
        row,
        events.filter(({ outboxId }) => outboxId === row.outboxId),
      ),
      ...calls.filter(({ noticeId }) => noticeId === row.id).map(callFate),
    ],
  }));
}

const receiptOfCall = (row: DeliveryRow): Receipt => {
  const { sentence, rule, about } = JSON.parse(row.news) as { sentence: string; rule: string; about: string };
  return {
    ...{ id: 0, who: row.name, about, sentence, rule, at: row.createdAt, openedAt: null },
    fates: [callFate(row)],
  };
};

const WORDS: Record<Delivery, { words: string; tone: Fate["tone"] }> = {
  accepted: { words: "accepted by the mail server", tone: "good" },
  deferred: { words: "put off by the mail server", tone: "warn" },
  refused: { words: "refused by the mail server", tone: "bad" },
  unknown: { words: "handed over, and nobody knows whether it arrived", tone: "warn" },
  delayed: { words: "held up on its way", tone: "warn" },
  delivered: { words: "delivered", tone: "good" },
  bounced: { words: "came back", tone: "bad" },
};

/** Each try and what was heard of it since; before the first, what it waits for. */
function mailFates(row: EntryRow, events: readonly MailEvent[]): Fate[] {
  const way = "Mail";
  if (row.mail === "off") return [];
  if (row.mail === "digest") return [{ way, words: "in the daily mail", at: row.digestAt, tone: "" }];
  if (row.mail === "list") return [{ way, words: "in one list with others", at: row.createdAt, tone: "" }];
  const told = events.map(({ kind, detail, at }): Fate => {
    const { words, tone } = WORDS[kind];
    return { way, at, tone, words: tone === "good" ? words : `${words}: ${detail}` };
  });
  const handed: Fate[] = row.handedAt === null ? [] : [{ way, words: "handed over", at: row.handedAt, tone: "" }];
  if (row.state === "suppressed")
    return [...handed, ...told, { way, words: "not sent, as it was no news any more", at: null, tone: "" }];
  if (row.state === "pending" && told.length === 0) return [{ way, words: "waits", at: row.notBefore, tone: "" }];
  return [...handed, ...told];
}

function callFate({ name, state, sentAt, createdAt, lastStatus, lastError }: DeliveryRow): Fate {
  const way = `Webhook ${name}`;
  if (state === "sent") return { way, words: `accepted with ${lastStatus}`, at: sentAt, tone: "good" };
  if (state === "failed") return { way, words: `not delivered: ${lastError ?? ""}`, at: createdAt, tone: "bad" };
  if (state === "suppressed") return { way, words: "not called, as it was no news any more", at: null, tone: "" };
  if (lastError !== null) return { way, words: `tried, next try follows: ${lastError}`, at: createdAt, tone: "warn" };
  return { way, words: "waits", at: createdAt, tone: "" };
}
