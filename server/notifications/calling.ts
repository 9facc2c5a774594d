import { byPortal, recordDeed } from "#server/audit/trail.ts";
import { staff } from "#server/people/directory.ts";
import { DAY, HOUR, MINUTE } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import type { Outgoing } from "#server/platform/outgoing.ts";
import { heldSince } from "./holding.ts";
import { notify } from "./notifying.ts";
import { bodyOf, type Call, signedHeaders, type Webhook } from "./webhook.ts";
import * as store from "./webhook-store.ts";

declare module "#server/platform/context.ts" {
  interface Context {
    outgoing: Outgoing;
    /** For kinds that can be over before they are said: whether they still are news. */
    stillNews: ReadonlyMap<string, (ctx: Context, payload: unknown) => Promise<boolean>>;
  }
}

const LEASE = MINUTE;
const WAITS = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR];
/** Then every hour for a day. */
const MOST_ATTEMPTS = WAITS.length + 24;
const DISABLED_AFTER = 2 * DAY;
const GONE = 410;

export const HOOK_DISABLED = "webhook.disabled";

type Delivery = NonNullable<Awaited<ReturnType<typeof store.dueDelivery>>>;

/** The job: makes the call that has been due longest, if there is one. Says whether there was any. */
export async function makeNextCall(ctx: Context): Promise<boolean> {
  if ((await heldSince(ctx)) !== null) return false;
  const row = await store.dueDelivery(ctx.db, ctx.clock.now());
  if (!row) return false;
  const claim = await store.claimDelivery(ctx.db, row.id, row.attempts, ctx.clock.now(), LEASE);
  if (!claim) return true;
  const hook = await store.webhookById(ctx.db, row.webhook_id);
  const isWanted = hook?.disabledAt === null && (await isStillNews(ctx, row));
  if (!hook || !isWanted) await store.settleDelivery(ctx.db, row, { state: "suppressed", lease_until: null });
  else await call(ctx, hook, row, claim.signedAt ?? ctx.clock.now());
  return true;
}

async function isStillNews(ctx: Context, { kind, payload }: Delivery): Promise<boolean> {
  const ask = ctx.stillNews.get(kind);
  return ask ? ask(ctx, JSON.parse(payload)) : true;
}

async function call(ctx: Context, hook: Webhook, row: Delivery, signedAt: number): Promise<void> {
  const body = bodyOf(hook.shape, JSON.parse(row.news) as Call, { id: row.delivery_id, at: row.created_at });
  const headers = signedHeaders(ctx.keys, hook, { deliveryId: row.delivery_id, signedAt, body });
  try {
    const { status, tookMs } = await ctx.outgoing.post(hook.url, headers, body);
    const answer = { last_status: status, took_ms: tookMs, lease_until: null };
    if (status < 200 || status > 299) return fail(ctx, hook, row, `It answered ${status}.`, { ...answer });
    const sent = { state: "sent" as const, sent_at: ctx.clock.now(), last_error: null };
    await store.settleDelivery(ctx.db, row, { ...answer, ...sent });
    if (hook.failingSince !== null) await store.changeWebhook(ctx.db, hook.id, { failing_since: null });
  } catch (error) {
    await fail(ctx, hook, row, error instanceof Error ? error.message : String(error), {});
  }
}

type Answer = { last_status?: number; took_ms?: number };

async function fail(ctx: Context, hook: Webhook, row: Delivery, why: string, answer: Answer): Promise<void> {
  const now = ctx.clock.now();
  const attempts = row.attempts + 1;
  const since = hook.failingSince ?? now;
  const isFinal = attempts >= MOST_ATTEMPTS || answer.last_status === GONE;
  ctx.log.warn({ webhook: hook.id, delivery: row.id, attempts, reason: why }, "A webhook could not be called.");
  await inTransaction(ctx, async (ctx) => {
    const not_before = now + (WAITS[attempts - 1] ?? HOUR);
    const next = isFinal ? { state: "failed" as const, heed_at: now } : { state: "pending" as const, not_before };
    await store.settleDelivery(ctx.db, row, {
      ...answer,
      ...next,
      last_error: why.slice(0, 300),
      lease_until: null,
    });
    await store.changeWebhook(ctx.db, hook.id, { failing_since: since });
    if (answer.last_status === GONE || now - since >= DISABLED_AFTER) await giveUp(ctx, hook, why);
  });
}

/** One that has not answered for days is not called any more, and those who run the place hear of it. */
async function giveUp(ctx: Context, hook: Webhook, why: string): Promise<void> {
  const now = ctx.clock.now();
  await store.changeWebhook(ctx.db, hook.id, { disabled_at: now, disabled_why: why.slice(0, 300) });
  await store.suppressDeliveriesOf(ctx.db, hook.id, now);
  await recordDeed(ctx, { by: byPortal, action: "switched off a webhook", object: `webhook ${hook.id}` });
  for (const admin of (await staff(ctx)).filter(({ role }) => role === "admin"))
    await notify(ctx, {
      ...{ kind: HOOK_DISABLED, to: admin, reason: `${HOOK_DISABLED} ${hook.id} ${now}`, about: "webhooks" },
      ...{ payload: { name: hook.name }, urgency: "urgent", address: `/admin/webhooks/${hook.id}` },
      sentence: `The webhook “${hook.name}” was switched off: it has not answered for days.`,
      rule: "You run the place",
    });
}
