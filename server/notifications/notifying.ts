import { findPerson } from "#server/people/directory.ts";
import type { Context } from "#server/platform/context.ts";
import { callOwnWebhooks } from "./calls.ts";
import { channelsFor, type Urgency, type Ways } from "./channels.ts";
import { choicesOf, hasMuted, zoneOf } from "./choosing.ts";
import { addNotice, type MailFate } from "./notice-store.ts";
import { queueMessage } from "./outbox.ts";

/** Something that one person is to hear of: what, why by which rule, and where it leads. */
export type News = {
  kind: string;
  to: { id: number };
  /** Unique for what happened: the same reason to the same person is told once. */
  reason: string;
  about: string;
  payload: object;
  urgency: Urgency;
  /** Where it leads, a path of the portal. */
  address: string;
  /** What is said in lists and to webhooks. Never what somebody wrote: who may read that is asked when it is shown. */
  sentence: string;
  /** Why it is they who hear of it. */
  rule: string;
  staysFor?: number;
  /** It is told in a mail that holds many; here it only gets its entry. */
  isOnList?: boolean;
  /** What a person said to another is not said again when nobody knows whether it arrived. */
  whenUnknown?: "park";
};

export const DIGEST = "notices.digest";
export type DigestPayload = { at: number };

/**
 * Tells somebody through the channels they chose, each a row in the transaction that is the reason. Says how mail goes
 * besides the entry; null when they do not hear of it, or heard of it before.
 */
export async function notify(ctx: Context, news: News): Promise<MailFate | null> {
  const person = await findPerson(ctx, news.to.id);
  if (!person || person.disabledAt !== null) return null;
  const ways = channelsFor(await choicesOf(ctx, person.id), news.urgency, {
    isMuted: await hasMuted(ctx, person.id, news.about),
    timeZone: await zoneOf(ctx, person),
    now: ctx.clock.now(),
  });
  if (!ways.isShown) return null;
  const row = rowOf(ctx, news, ways);
  const notice = await addNotice(ctx.db, row);
  if (!notice) return null;
  if (ways.digestAt !== null && !news.isOnList) await putIntoDigest(ctx, news, ways.digestAt);
  if (ways.mail !== null && !news.isOnList) await sendMail(ctx, news, notice.id, ways.mail);
  if (ways.webhook !== null) await callOwnWebhooks(ctx, news, notice.id, ways.webhook);
  return row.mail;
}

const rowOf = (ctx: Context, news: News, ways: Ways) => ({
  dedupe_key: `${news.reason} to ${news.to.id}`,
  person_id: news.to.id,
  kind: news.kind,
  urgency: news.urgency,
  about: news.about,
  address: news.address,
  sentence: news.sentence,
  rule: news.rule,
  mail: mailFate(news, ways),
  digest_at: news.isOnList ? null : ways.digestAt,
  created_at: ctx.clock.now(),
});

function mailFate({ isOnList }: News, { mail, digestAt }: Ways): MailFate {
  if (mail === null && digestAt === null) return "off";
  return isOnList ? "list" : mail !== null ? "at once" : "digest";
}

function sendMail(
  ctx: Context,
  { kind, to, reason, about, payload, staysFor = 0, whenUnknown }: News,
  noticeId: number,
  at: number,
) {
  const wait = Math.max(staysFor, at - ctx.clock.now());
  const park = whenUnknown ? { whenUnknown } : {};
  return queueMessage(ctx, { kind, to, reason, about, payload, noticeId, staysFor: wait, ...park });
}

/** One digest a day, which says what is in it when it goes out. */
const putIntoDigest = (ctx: Context, { to }: News, at: number) =>
  queueMessage(ctx, {
    ...{ kind: DIGEST, to, reason: `${DIGEST} ${at}`, about: "notifications" },
    payload: { at } satisfies DigestPayload,
    staysFor: at - ctx.clock.now(),
  });
