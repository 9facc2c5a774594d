import { byPerson, byPortal, recordDeed } from "#server/audit/trail.ts";
import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { forbidden, notFound, tooLate } from "#server/platform/errors.ts";
import { hashToken } from "#server/platform/keys.ts";
import { can } from "./permissions.ts";
import type { Person } from "./person.ts";
import { networkOf } from "./throttle.ts";
import { endingOf, makeToken, type Scope, scopesFor, tokenIn } from "./token.ts";
import * as store from "./token-store.ts";

declare module "#server/platform/context.ts" {
  interface Context {
    /** What became of tokens a moment ago, waiting to be written together: reading writes nothing. */
    tokenNews: TokenNews;
  }
}

export type TokenNews = { used: Map<number, { at: number; from: string }>; exposed: Map<string, number> };
export const openTokenNews = (): TokenNews => ({ used: new Map(), exposed: new Map() });

const MOST_TOKENS = 20;
/** Who sends tokens that are none must not fill the memory. */
const MOST_EXPOSED = 100;

export type Wish = { name: string; scopes: readonly Scope[]; days: number };

/** The token itself, which nobody can read again. `owner` is whoever it acts as: oneself, or a program. */
export async function issueToken(
  ctx: Context,
  by: Person,
  owner: Person,
  { name, scopes, days }: Wish,
): Promise<string> {
  if (!can(by, "account.manage", true) || (owner.id !== by.id && !can(by, "people.manage")))
    throw forbidden("Tokens are made for oneself, or by an admin for a program.");
  const offered = scopesFor(owner);
  if (scopes.some((scope) => !offered.includes(scope))) throw forbidden(`${owner.name} may not do all of that.`);
  const token = makeToken();
  await inTransaction(ctx, async (ctx) => {
    const now = ctx.clock.now();
    if ((await store.liveTokensOf(ctx.db, owner.id, now)) >= MOST_TOKENS)
      throw tooLate(`There are ${MOST_TOKENS} tokens already. Revoke one that is not used any more.`);
    const { id } = await store.addToken(ctx.db, {
      ...{ token_hash: hashToken(token), ending: endingOf(token), person_id: owner.id, name },
      ...{ scopes: scopes.join(" "), made_by: by.id, made_at: now, expires_at: now + days * DAY },
    });
    await recordDeed(ctx, {
      ...{ by: byPerson(by), action: "made a token", object: `token ${id}` },
      data: { person: owner.id, scopes, days },
    });
  });
  return token;
}

/** Whoever uses it is refused from the next request on. Somebody else's looks like none at all. */
export async function revokeToken(ctx: Context, by: Person, id: number): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const token = Number.isSafeInteger(id) ? await store.tokenById(ctx.db, id) : undefined;
    if (!token || (token.personId !== by.id && !can(by, "people.manage"))) throw notFound("token");
    if ((await store.markRevoked(ctx.db, id, by.id, ctx.clock.now())).numUpdatedRows === 0n) return;
    await recordDeed(ctx, {
      ...{ by: byPerson(by), action: "revoked a token", object: `token ${id}` },
      data: { person: token.personId },
    });
  });
}

/** Who is behind a request that carries a token: looked up each time, so that disabling and revoking mean now. */
export type Caller = { person: Person; tokenId: number; scopes: readonly Scope[] };

export async function callerOf(ctx: Context, header: string, address: string): Promise<Caller | null> {
  const [, given = ""] = /^Bearer ([\w-]+)$/i.exec(header) ?? [];
  const token = tokenIn(given);
  const row = token === given ? await store.tokenWithPerson(ctx.db, hashToken(token)) : undefined;
  if (!row) return null;
  const { tokenId, scopes, expiresAt, revokedAt, ...person } = row;
  const now = ctx.clock.now();
  if (revokedAt !== null || now >= expiresAt || person.disabledAt !== null) return null;
  ctx.tokenNews.used.set(tokenId, { at: now, from: networkOf(address) });
  return { person, tokenId, scopes: scopes.split(" ") as Scope[] };
}

/** It came where others read along, so its owner should know. */
export function noteExposed(ctx: Context, token: string): void {
  const { exposed } = ctx.tokenNews;
  if (exposed.size < MOST_EXPOSED) exposed.set(hashToken(token), ctx.clock.now());
}

/** The job: writes down when tokens were used, and which were seen where they should not be. */
export async function writeTokenNews(ctx: Context): Promise<boolean> {
  const { used, exposed } = ctx.tokenNews;
  if (used.size + exposed.size === 0) return false;
  const [uses, exposures] = [[...used], [...exposed]];
  used.clear();
  exposed.clear();
  await inTransaction(ctx, async (ctx) => {
    for (const [id, { at, from }] of uses) await store.noteUsed(ctx.db, id, at, from);
    for (const [hash, at] of exposures) {
      const known = await store.noteExposed(ctx.db, hash, at);
      if (known)
        await recordDeed(ctx, { by: byPortal, action: "saw a token in the open", object: `token ${known.id}` });
    }
  });
  return false;
}
