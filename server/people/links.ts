import { DAY, HOUR, MINUTE } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { Refusal } from "#server/platform/errors.ts";
import { hashToken, randomToken } from "#server/platform/keys.ts";
import * as store from "./link-store.ts";

export type { Purpose } from "./link-store.ts";

const LIFE: Record<store.Purpose, number> = {
  setup: HOUR,
  invitation: 72 * HOUR,
  reset: 30 * MINUTE,
  address: 30 * MINUTE,
};

const DOORS: Record<store.Purpose, string> = {
  setup: "setup",
  invitation: "invitations",
  reset: "resets",
  address: "addresses",
};

/** A stranger who asks for resets must not make the owner's own link void, so these may stand side by side. */
const isOneAtATime = (purpose: store.Purpose) => purpose !== "reset";

/**
 * Makes a link and answers with its number. The secret in the link follows from the number and the portal's own key,
 * so a letter can be written again with the same link, and yet neither the database nor the outbox holds the secret.
 */
export async function issueLink(
  ctx: Context,
  purpose: store.Purpose,
  personId: number | null,
  email: string | null = null,
): Promise<string> {
  const number = randomToken();
  const now = ctx.clock.now();
  await inTransaction(ctx, async (ctx) => {
    if (isOneAtATime(purpose)) await store.dropLinks(ctx.db, purpose, personId);
    await store.addLink(ctx.db, {
      token_hash: hashToken(secretOf(ctx, purpose, number)),
      purpose,
      person_id: personId,
      email,
      created_at: now,
      expires_at: now + LIFE[purpose],
    });
  });
  return number;
}

const secretOf = (ctx: Context, purpose: store.Purpose, number: string) =>
  ctx.keys.sign("link", `${purpose} ${number}`);

export const addressOfLink = (ctx: Context, purpose: store.Purpose, number: string) =>
  `${ctx.config.baseUrl}/${DOORS[purpose]}/${secretOf(ctx, purpose, number)}`;

/** A link with its secret, for whoever shows it at once. */
export const makeLink = async (ctx: Context, purpose: store.Purpose, personId: number | null): Promise<string> =>
  addressOfLink(ctx, purpose, await issueLink(ctx, purpose, personId));

/** The link with this number, while it can still be used. */
export const linkByNumber = (ctx: Context, purpose: store.Purpose, number: string) =>
  store.linkByHash(ctx.db, hashToken(secretOf(ctx, purpose, number)), purpose, ctx.clock.now());

/** Used, too old and never made are one answer. */
export const deadLink = (purpose: store.Purpose) =>
  new Refusal(404, `This link was used already, or it is too old. ${NEW_ONE[purpose]}`);

const NEW_ONE: Record<store.Purpose, string> = {
  setup: "Start the portal again: as long as it has no admin, it prints a new one.",
  invitation: "If you have a password, sign in. Otherwise ask an admin for a new link.",
  reset: "Ask for a new one on the sign-in page.",
  address: "Ask for a new one under Your account.",
};

export async function findLink(ctx: Context, purpose: store.Purpose, token: string) {
  const link = token ? await store.linkByHash(ctx.db, hashToken(token), purpose, ctx.clock.now()) : undefined;
  if (!link) throw deadLink(purpose);
  return link;
}

export async function spendLink(ctx: Context, purpose: store.Purpose, token: string) {
  const link = await findLink(ctx, purpose, token);
  const { numUpdatedRows } = await store.useLink(ctx.db, link.token_hash, ctx.clock.now());
  if (numUpdatedRows === 0n) throw deadLink(purpose);
  return link;
}

export const countLiveLinks = async (ctx: Context, personId: number, purpose: store.Purpose): Promise<number> =>
  (await store.liveLinksOf(ctx.db, personId, purpose, ctx.clock.now())).length;

/** A changed password, address or account makes every link that is still on its way void. */
export const voidLinks = (ctx: Context, personId: number) => store.dropLinksOf(ctx.db, personId);

export async function forgetOldLinks(ctx: Context): Promise<boolean> {
  await store.forgetLinksBefore(ctx.db, ctx.clock.now() - 30 * DAY);
  return false;
}
