import { findPeople } from "#server/people/directory.ts";
import type { Context } from "#server/platform/context.ts";
import { callOwnWebhooks } from "./calls.ts";
import { channelsFor, type Urgency, type Ways } from "./channels.ts";
import { tastesOf } from "./choosing.ts";
import { addNotices, type MailFate } from "./notice-store.ts";
import { type Message, queueMessages } from "./outbox.ts";

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
export const notify = async (ctx: Context, news: News): Promise<MailFate | null> =>
  (await notifyAll(ctx, [news]))[0] ?? null;

/** The same for several: ten agents are six queries in all, not six for each of them. */
export async function notifyAll(ctx: Context, all: readonly News[]): Promise<(MailFate | null)[]> {
  const shown = await noticesFor(ctx, all);
  if (shown.length === 0) return all.map(() => null);
  const added = await addNotices(
    ctx.db,
    shown.map(({ row }) => row),
  );
  const told = shown.flatMap((one) => {
    const id = added.get(one.row.dedupe_key);
    return id !== undefined && added.delete(one.row.dedupe_key) ? [{ ...one, id }] : [];
  });
  await queueMessages(
    ctx,
    told.flatMap((one) => lettersOf(ctx, one)),
  );
  for (const { news, ways, id } of told) if (ways.webhook !== null) await callOwnWebhooks(ctx, news, id, ways.webhook);
  const fates = new Map(told.map(({ news, row }) => [news, row.mail]));
  return all.map((news) => fates.get(news) ?? null);
}

type Shown = { news: News; ways: Ways; row: ReturnType<typeof rowOf> };

/** Of those who are here and want to hear of it. */
async function noticesFor(ctx: Context, all: readonly News[]): Promise<Shown[]> {
  const people = await findPeople(ctx, [...new Set(all.map(({ to }) => to.id))]);
  const here = people.filter(({ disabledAt }) => disabledAt === null);
  const tastes = await tastesOf(ctx, here, [...new Set(all.map(({ about }) => about))]);
  return all.flatMap((news) => {
    const taste = tastes.get(news.to.id);
    if (!taste) return [];
    const { choices, timeZone, hasMuted } = taste;
    const isMuted = hasMuted(news.about);
    const ways = channelsFor(choices, news.urgency, { isMuted, timeZone, now: ctx.clock.now() });
    return ways.isShown ? [{ news, ways, row: rowOf(ctx, news, ways) }] : [];
  });
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

/** What goes by mail at once, and the day's digest of what does not. What stands on a list gets its entry and no more. */
function lettersOf(ctx: Context, { news, ways, id }: Shown & { id: number }): Message[] {
  if (news.isOnList) return [];
  const digest = ways.digestAt === null ? [] : [digestFor(ctx, news, ways.digestAt)];
  return ways.mail === null ? digest : [...digest, mailOf(ctx, news, id, ways.mail)];
}

function mailOf(
  ctx: Context,
  { kind, to, reason, about, payload, staysFor = 0, whenUnknown }: News,
  noticeId: number,
  at: number,
): Message {
  const wait = Math.max(staysFor, at - ctx.clock.now());
  const park = whenUnknown ? { whenUnknown } : {};
  return { kind, to, reason, about, payload, noticeId, staysFor: wait, ...park };
}

/** One digest a day, which says what is in it when it goes out. */
const digestFor = (ctx: Context, { to }: News, at: number): Message => ({
  ...{ kind: DIGEST, to, reason: `${DIGEST} ${at}`, about: "notifications" },
  payload: { at } satisfies DigestPayload,
  staysFor: at - ctx.clock.now(),
});
