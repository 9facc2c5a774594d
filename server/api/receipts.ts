import { createHash } from "node:crypto";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest, Refusal } from "#server/platform/errors.ts";
import { randomToken } from "#server/platform/keys.ts";
import { once } from "#server/platform/once.ts";
import type { Keep, Receipt } from "./endpoint.ts";

const hashOf = (text: string) => createHash("sha256").update(text).digest("base64url");

/** The key a program gave its request, or one nobody will give again. */
export function idempotencyKey(given: string | undefined): string {
  if (given === undefined) return randomToken();
  if (!/^[\x21-\x7e]{8,255}$/.test(given))
    throw badRequest("Idempotency-Key has 8 to 255 letters, digits or signs, and no spaces.");
  return given;
}

type Kept = { request: string; receipt: Receipt };

/** The once-rule of the forms, for programs: a key stands for one request of one person, for a day. */
export const keepFor =
  (ctx: Context, by: Person, key: string, request: string): Keep =>
  async (work) => {
    const mine = hashOf(request);
    const kept = await once(ctx, `api ${hashOf(key)}`, by.id, async (ctx) => {
      return JSON.stringify({ request: mine, receipt: await work(ctx) } satisfies Kept);
    });
    const first = JSON.parse(kept) as Kept;
    if (first.request !== mine)
      throw new Refusal(422, "This Idempotency-Key was used for another request. Give each request its own.");
    return first.receipt;
  };
