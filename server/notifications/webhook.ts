import { createHmac } from "node:crypto";
import { DAY } from "#server/platform/clock.ts";
import type { Keys } from "#server/platform/keys.ts";
import type { Urgency } from "./channels.ts";

/** What the other side understands. */
export const SHAPES = ["json", "slack", "teams"] as const;
export type Shape = (typeof SHAPES)[number];

/** Kinds of news that a webhook for everybody can hear of. */
export const HEARABLE = {
  "ladder.step": "A step of a ladder",
  "ladder.fallback": "A ladder that reached nobody",
  "clock.breach": "A promise that was broken",
  "clock.warning": "A promise that is about to be broken",
  "ticket.opened": "A new ticket",
} as const;
export type Hearable = keyof typeof HEARABLE;

export type Webhook = {
  id: number;
  name: string;
  url: string;
  shape: Shape;
  hears: Hearable[];
  /** Whose it is; null where it is for everybody. */
  personId: number | null;
  generation: number;
  madeAt: number;
  rotatedAt: number | null;
  failingSince: number | null;
  disabledAt: number | null;
  disabledWhy: string | null;
};

/** What is said of something. Only what everybody who sees the channel may know: no subject, no message. */
export type Call = { kind: string; urgency: Urgency; about: string; sentence: string; rule: string; address: string };

/** After a new secret was made, both sign for a day, so that the other side can change over without a gap. */
const BOTH_FOR = DAY;

/** Nothing secret is kept in the database: a hook's secret follows from the portal's own key. */
export const secretOf = (keys: Keys, hook: Pick<Webhook, "id">, generation: number): string =>
  `whsec_${Buffer.from(keys.sign("webhook", `${hook.id} ${generation}`), "base64url").toString("base64")}`;

/** Headers as Standard Webhooks has them: HMAC-SHA-256 over id, time and body, so that nothing can be played again. */
export function signedHeaders(
  keys: Keys,
  hook: Webhook,
  { deliveryId, signedAt, body }: { deliveryId: string; signedAt: number; body: string },
): Record<string, string> {
  const seconds = String(Math.floor(signedAt / 1000));
  const isChanging = hook.generation > 1 && hook.rotatedAt !== null && signedAt - hook.rotatedAt < BOTH_FOR;
  const generations = isChanging ? [hook.generation, hook.generation - 1] : [hook.generation];
  const signature = generations
    .map((generation) => signatureOf(secretOf(keys, hook, generation), `${deliveryId}.${seconds}.${body}`))
    .join(" ");
  return {
    "Content-Type": "application/json",
    "User-Agent": "Firstline",
    "Webhook-Id": deliveryId,
    "Webhook-Timestamp": seconds,
    "Webhook-Signature": signature,
  };
}

export const signatureOf = (secret: string, text: string): string =>
  `v1,${createHmac("sha256", Buffer.from(secret.slice("whsec_".length), "base64"))
    .update(text)
    .digest("base64")}`;

/** What is sent, in the shape the other side understands. */
export function bodyOf(shape: Shape, call: Call, { id, at }: { id: string; at: number }): string {
  if (shape === "slack")
    return JSON.stringify({ text: `${slackText(call.sentence)}\n<${call.address}|Open ${slackText(call.about)}>` });
  if (shape === "teams") return JSON.stringify(teamsCard(call));
  const { kind, urgency, about, sentence, rule, address: url } = call;
  return JSON.stringify({ id, at: new Date(at).toISOString(), kind, urgency, about, sentence, rule, url });
}

const slackText = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const teamsCard = ({ sentence, rule, about, address }: Call) => ({
  type: "message",
  attachments: [
    {
      contentType: "application/vnd.microsoft.card.adaptive",
      content: {
        $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
        type: "AdaptiveCard",
        version: "1.4",
        body: [
          { type: "TextBlock", text: sentence, wrap: true, weight: "Bolder" },
          { type: "TextBlock", text: rule, wrap: true, isSubtle: true },
        ],
        actions: [{ type: "Action.OpenUrl", title: `Open ${about}`, url: address }],
      },
    },
  ],
});
