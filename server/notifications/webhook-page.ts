import type { Option } from "#server/http/fields.ts";
import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import { staff } from "#server/people/directory.ts";
import { MINUTE } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { HEARABLE, type Hearable, SHAPES, type Shape, secretOf, type Webhook } from "./webhook.ts";
import { fieldOf } from "./webhook-form.ts";
import { deliveriesOf, webhooks } from "./webhook-store.ts";
import { findWebhook } from "./webhooks.ts";

const SHOWN = 30;
const SHAPE_NAMES: Record<Shape, string> = { json: "Signed JSON", slack: "Slack", teams: "Microsoft Teams" };
const KINDS = Object.entries(HEARABLE) as [Hearable, string][];

type State = { words: string; tone: "good" | "warn" | "bad" };
type WebhooksPage = {
  title: string;
  webhooks: { name: string; href: string; host: string; shape: string; whose: string; state: State }[];
};
export const webhooksView = view<WebhooksPage>("notifications/webhooks", "staff");

const stateOf = ({ disabledAt, failingSince }: Webhook): State => {
  if (disabledAt !== null) return { words: "Off", tone: "bad" };
  return failingSince === null ? { words: "On", tone: "good" } : { words: "Does not answer", tone: "warn" };
};

export async function webhooksPage(ctx: Context): Promise<WebhooksPage> {
  const names = new Map((await staff(ctx)).map(({ id, name }) => [id, name]));
  return {
    title: "Webhooks",
    webhooks: (await webhooks(ctx.db)).map((hook) => ({
      name: hook.name,
      href: `/admin/webhooks/${hook.id}`,
      host: new URL(hook.url).host,
      shape: SHAPE_NAMES[hook.shape],
      whose: hook.personId === null ? "A channel" : (names.get(hook.personId) ?? "Somebody who left"),
      state: stateOf(hook),
    })),
  };
}

type Made = {
  id: number;
  /** Null when it was made a while ago: then it is not shown again. */
  secret: string | null;
  state: State;
  isOn: boolean;
  why: string | null;
  deliveries: { about: string; kind: string; state: string; tone: string; at: number; answer: string; tries: number }[];
};
type WebhookPage = {
  title: string;
  action: string;
  draft: Draft;
  shapes: Option[];
  people: Option[];
  kinds: { name: string; label: string }[];
  made: Made | null;
  hosts: readonly string[];
};
export const webhookView = view<WebhookPage>("notifications/webhook", "staff");

export async function webhookPage(ctx: Context, id: number | null, draft?: Draft): Promise<WebhookPage> {
  const hook = id === null ? null : await findWebhook(ctx, id);
  const people = (await staff(ctx)).map((one) => ({ value: String(one.id), label: one.name }));
  return {
    title: hook?.name ?? "New webhook",
    action: hook ? `/admin/webhooks/${hook.id}` : "/admin/webhooks",
    draft: draft ?? blankDraft(written(hook)),
    shapes: SHAPES.map((value) => ({ value, label: SHAPE_NAMES[value] })),
    people: [{ value: "", label: "A channel, for everybody in it" }, ...people],
    kinds: KINDS.map(([kind, label]) => ({ name: fieldOf(kind), label })),
    made: hook ? await madeOf(ctx, hook) : null,
    hosts: ctx.config.internalHosts,
  };
}

const written = (hook: Webhook | null): Record<string, string> => ({
  name: hook?.name ?? "",
  url: hook?.url ?? "",
  shape: hook?.shape ?? "json",
  person: hook?.personId == null ? "" : String(hook.personId),
  ...Object.fromEntries(
    KINDS.map(([kind]) => [
      fieldOf(kind),
      (hook?.hears ?? ["ladder.step", "ladder.fallback"]).includes(kind) ? "yes" : "",
    ]),
  ),
});

const SHOWN_FOR = 5 * MINUTE;

const isNew = (ctx: Context, { rotatedAt, madeAt }: Webhook) => ctx.clock.now() - (rotatedAt ?? madeAt) < SHOWN_FOR;

const TONES: Record<string, string> = { sent: "good", failed: "bad", suppressed: "" };

async function madeOf(ctx: Context, hook: Webhook): Promise<Made> {
  const rows = await deliveriesOf(ctx.db, hook.id, SHOWN);
  return {
    id: hook.id,
    secret: isNew(ctx, hook) ? secretOf(ctx.keys, hook, hook.generation) : null,
    state: stateOf(hook),
    isOn: hook.disabledAt === null,
    why: hook.disabledWhy,
    deliveries: rows.map((row) => ({
      ...{ about: row.about, kind: row.kind, state: row.state, tries: row.attempts, at: row.sent_at ?? row.created_at },
      tone: TONES[row.state] ?? (row.attempts > 0 ? "warn" : ""),
      answer: row.last_error ?? (row.last_status === null ? "" : `${row.last_status} after ${row.took_ms ?? 0} ms`),
    })),
  };
}
