import { randomBytes } from "node:crypto";
import type { Context } from "#server/platform/context.ts";
import { sameText } from "#server/platform/keys.ts";

type Signs = Pick<Context, "keys" | "config">;

/** What the name of a message of ours says: what it was about, and to whom it went. */
export type Named = { about: string; personId: number };

const SHAPE = /^<([\w-]{1,60})\.(\d{1,15})\.([\w-]{8,30})\.([\w-]{20})@([^@>]{1,255})>$/;

const hostOf = ({ config }: Signs) => new URL(config.baseUrl).hostname;

/** 120 bits nobody can make without the portal's key: an answer that names it comes from who got it. */
const seal = ({ keys }: Signs, about: string, personId: number, nonce: string) =>
  keys.sign("mail", `${about} ${personId} ${nonce}`).slice(0, 20);

/** The Message-ID of a message: fixed when it is queued, told again by every answer to it. */
export function nameMail(ctx: Signs, about: string, personId: number): string {
  const nonce = randomBytes(9).toString("base64url");
  const what = about.replace(/[^\w-]+/g, "-").slice(0, 60) || "mail";
  return `<${what}.${personId}.${nonce}.${seal(ctx, what, personId, nonce)}@${hostOf(ctx)}>`;
}

/** What a name says, if it is one of ours. */
export function readName(ctx: Signs, messageId: string): Named | null {
  const [, about = "", person = "", nonce = "", given = ""] = SHAPE.exec(messageId) ?? [];
  if (about === "" || !sameText(seal(ctx, about, Number(person), nonce), given)) return null;
  return { about, personId: Number(person) };
}

/** A message of any portal at this address, ours or a copy of ours. */
export const isNamedHere = (ctx: Signs, messageId: string) =>
  messageId.toLowerCase().endsWith(`@${hostOf(ctx).toLowerCase()}>`);

/** Where a message comes back to that cannot be delivered: our own address with its number and a seal in it. */
export function returnAddress(ctx: Signs, outboxId: number): string {
  const [local = "", domain = ""] = ctx.config.mailFrom.split("@");
  return `${local}+b-${outboxId}-${returnSeal(ctx, outboxId)}@${domain}`;
}

/** The number of the message that came back to one of these addresses. */
export function returnedTo(ctx: Signs, addresses: readonly string[]): number | null {
  for (const address of addresses) {
    const [, id = "", given = ""] = /\+b-(\d{1,15})-([a-f0-9]{16})@/.exec(address) ?? [];
    if (id !== "" && sameText(returnSeal(ctx, Number(id)), given)) return Number(id);
  }
  return null;
}

// Addresses lose their capitals on the way, so this one has none.
const returnSeal = ({ keys }: Signs, outboxId: number) =>
  Buffer.from(keys.sign("mail", `return ${outboxId}`), "base64url")
    .toString("hex")
    .slice(0, 16);
