import { randomUUID } from "node:crypto";
import type { Context } from "#server/platform/context.ts";
import type { Call, Hearable, Webhook } from "./webhook.ts";
import { addDelivery, webhooks } from "./webhook-store.ts";

/** Something that channels hear of: as for people, but that nobody in particular is told. */
export type Announced = Call & { reason: string; payload: object };

/** Puts a call for each webhook that hears of this kind into the transaction that is its reason. */
export async function announce(ctx: Context, news: Announced): Promise<void> {
  for (const hook of await webhooks(ctx.db))
    if (hook.personId === null && hook.hears.some((kind: Hearable) => kind === news.kind))
      await queueCall(ctx, hook, news, null, ctx.clock.now());
}

/** The same for webhooks that are named, whatever they hear otherwise. Says how many of them there are. */
export async function callWebhooks(ctx: Context, ids: readonly number[], news: Announced): Promise<number> {
  if (ids.length === 0) return 0;
  const named = (await webhooks(ctx.db)).filter(({ id, disabledAt }) => ids.includes(id) && disabledAt === null);
  for (const hook of named) await queueCall(ctx, hook, news, null, ctx.clock.now());
  return named.length;
}

/** Those that belong to whoever is told. */
export async function callOwnWebhooks(
  ctx: Context,
  news: Announced & { to: { id: number } },
  noticeId: number,
  at: number,
): Promise<void> {
  for (const hook of await webhooks(ctx.db))
    if (hook.personId === news.to.id) await queueCall(ctx, hook, news, noticeId, at);
}

async function queueCall(ctx: Context, hook: Webhook, news: Announced, noticeId: number | null, at: number) {
  if (hook.disabledAt !== null) return;
  const { kind, urgency, about, sentence, rule, address } = news;
  const call: Call = { kind, urgency, about, sentence, rule, address: ctx.config.baseUrl + address };
  await addDelivery(ctx.db, {
    dedupe_key: `${news.reason} to webhook ${hook.id}`,
    webhook_id: hook.id,
    notice_id: noticeId,
    kind,
    about,
    news: JSON.stringify(call),
    payload: JSON.stringify(news.payload),
    delivery_id: `msg_${randomUUID().replaceAll("-", "")}`,
    not_before: at,
    created_at: ctx.clock.now(),
  });
}

export const liveWebhooks = async (ctx: Context): Promise<Set<number>> =>
  new Set((await webhooks(ctx.db)).filter(({ disabledAt }) => disabledAt === null).map(({ id }) => id));

export const knownWebhooks = (ctx: Context): Promise<Webhook[]> => webhooks(ctx.db);
