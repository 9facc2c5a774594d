import { randomUUID } from "node:crypto";
import { byPerson, recordDeed } from "#server/audit/trail.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { notFound, tooLate } from "#server/platform/errors.ts";
import { bodyOf, type Call, signedHeaders, type Webhook } from "./webhook.ts";
import type { WebhookTyped } from "./webhook-form.ts";
import * as store from "./webhook-store.ts";

const MOST = 50;

export async function findWebhook(ctx: Context, id: number): Promise<Webhook> {
  const hook = await store.webhookById(ctx.db, id);
  if (!hook) throw notFound("webhook");
  return hook;
}

const note = (ctx: Context, by: Person, action: string, id: number, data: Record<string, unknown> = {}) =>
  recordDeed(ctx, { by: byPerson(by), action, object: `webhook ${id}`, data });

const columnsOf = ({ name, url, shape, personId, hears }: WebhookTyped) => ({
  ...{ name, url, shape, hears: JSON.stringify(hears), person_id: personId },
});

export async function addWebhook(ctx: Context, by: Person, typed: WebhookTyped): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    if ((await store.webhooks(ctx.db)).length >= MOST) throw tooLate(`There are ${MOST} webhooks already.`);
    const made = { made_by: by.id, made_at: ctx.clock.now() };
    const { id } = await store.addWebhook(ctx.db, { ...columnsOf(typed), ...made });
    await note(ctx, by, "added a webhook", id, { host: new URL(typed.url).host, shape: typed.shape });
    return id;
  });
}

export async function changeWebhook(ctx: Context, by: Person, id: number, typed: WebhookTyped): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await findWebhook(ctx, id);
    await store.changeWebhook(ctx.db, id, columnsOf(typed));
    await note(ctx, by, "changed a webhook", id, { host: new URL(typed.url).host, shape: typed.shape });
  });
}

/** Off: what waits is not sent any more. On again: it begins anew. */
export async function switchWebhook(ctx: Context, by: Person, id: number, isOn: boolean): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await findWebhook(ctx, id);
    const off = { disabled_at: ctx.clock.now(), disabled_why: `Switched off by ${by.name}` };
    const on = { disabled_at: null, disabled_why: null, failing_since: null };
    await store.changeWebhook(ctx.db, id, isOn ? on : off);
    if (!isOn) await store.suppressDeliveriesOf(ctx.db, id, ctx.clock.now());
    await note(ctx, by, isOn ? "switched on a webhook" : "switched off a webhook", id);
  });
}

/** A new secret; for a day messages are signed with the old one, too. */
export async function rotateSecret(ctx: Context, by: Person, id: number): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { generation } = await findWebhook(ctx, id);
    await store.changeWebhook(ctx.db, id, { generation: generation + 1, rotated_at: ctx.clock.now() });
    await note(ctx, by, "made a new secret", id);
  });
}

export type Trial = { ok: boolean; sentence: string };

/** Calls it once, now, and says what it answered. Nothing is repeated and nothing is kept. */
export async function tryWebhook(ctx: Context, by: Person, id: number): Promise<Trial> {
  const hook = await findWebhook(ctx, id);
  const call: Call = {
    ...{ kind: "test", urgency: "low", about: "webhooks", address: `${ctx.config.baseUrl}/admin/webhooks/${id}` },
    sentence: `${by.name} tries the webhook “${hook.name}” of Firstline.`,
    rule: "A try",
  };
  const now = ctx.clock.now();
  const deliveryId = `msg_${randomUUID().replaceAll("-", "")}`;
  const body = bodyOf(hook.shape, call, { id: deliveryId, at: now });
  try {
    const headers = signedHeaders(ctx.keys, hook, { deliveryId, signedAt: now, body });
    const { status, tookMs } = await ctx.outgoing.post(hook.url, headers, body);
    const isTaken = status >= 200 && status < 300;
    const taken = isTaken ? "It took the message" : "It did not take the message";
    return { ok: isTaken, sentence: `${taken}: ${status} after ${tookMs} ms.` };
  } catch (error) {
    return { ok: false, sentence: error instanceof Error ? error.message : String(error) };
  }
}
