import { z } from "zod";
import { MINUTE, SECOND } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { openOutgoing } from "#server/platform/outgoing.ts";
import { keepRefreshToken, keptRefreshToken } from "./refresh-token.ts";

export type AccessToken = { token: string; until: number };

/** A token that ends while the line is being opened is refused, so the next one is asked for before that. */
const BEFORE_ITS_END = MINUTE;
/** Where the answer says nothing of its end, seconds. */
const USUAL_LIFE = 300;

const Given = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().catch(USUAL_LIFE),
  refresh_token: z.string().min(1).optional().catch(undefined),
});
const Refused = z.object({ error: z.string(), error_description: z.string().catch("") });

/** What opens the mailboxes of that address in IMAP_OAUTH. Whoever asks meanwhile waits for the same answer. */
export async function accessToken(ctx: Context, source: string): Promise<string> {
  const before = ctx.mailTokens.get(source);
  const known = await before;
  if (known && known.until > ctx.clock.now()) return known.token;
  if (ctx.mailTokens.get(source) !== before) return accessToken(ctx, source);
  const asked = askForToken(ctx, source);
  ctx.mailTokens.set(source, asked);
  try {
    return (await asked).token;
  } catch (error) {
    if (ctx.mailTokens.get(source) === asked) ctx.mailTokens.delete(source);
    throw error;
  }
}

/** Unless another one has taken its place already. */
export async function forgetToken(ctx: Context, source: string, token: string): Promise<void> {
  const asked = ctx.mailTokens.get(source);
  const known = await asked?.catch(() => undefined);
  if (known?.token === token && ctx.mailTokens.get(source) === asked) ctx.mailTokens.delete(source);
}

async function askForToken(ctx: Context, source: string): Promise<AccessToken> {
  const refresh = keptRefreshToken(ctx, source);
  const { endpoint, host, fields } = requestOf(source, refresh);
  const headers = { "Content-Type": "application/x-www-form-urlencoded", Accept: "application/json" };
  // Whoever set it may name a host of their own network.
  const { status, text } = await openOutgoing([host])
    .post(endpoint, headers, new URLSearchParams(fields).toString())
    .catch((error) => Promise.reject(new Error(`No token came from ${host} (IMAP_OAUTH): ${error.message}`)));
  const given = Given.safeParse(inJson(text));
  if (status !== 200 || !given.success)
    throw new Error(`${host} (IMAP_OAUTH) gave no token: ${hide(wordsOf(status, text), Object.values(fields))}`);
  const { access_token, expires_in, refresh_token } = given.data;
  if (refresh_token !== undefined && refresh_token !== refresh) keepRefreshToken(ctx, source, refresh_token);
  const life = expires_in * SECOND;
  return { token: access_token, until: ctx.clock.now() + life - Math.min(BEFORE_ITS_END, life / 2) };
}

/** What else stands behind the address, as the scope, is sent along. */
function requestOf(source: string, refresh: string) {
  const url = new URL(source);
  const fields: Record<string, string> = {
    ...Object.fromEntries(url.searchParams),
    grant_type: "refresh_token",
    refresh_token: refresh,
    client_id: decodeURIComponent(url.username),
    ...(url.password === "" ? {} : { client_secret: decodeURIComponent(url.password) }),
  };
  return { endpoint: `${url.origin}${url.pathname}`, host: url.host, fields };
}

function inJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function wordsOf(status: number, text: string): string {
  const refused = Refused.safeParse(inJson(text));
  if (!refused.success) return `it answered ${status} and nothing of use`;
  const { error, error_description } = refused.data;
  return [error, error_description.split(/[\r\n]/)[0]].filter(Boolean).join(", ").slice(0, 300);
}

/** A server that repeats what it was sent must not bring it into logs and pages. */
const hide = (words: string, sent: readonly string[]) =>
  sent
    .filter((one) => one.length >= 8 && one !== "refresh_token")
    .reduce((text, one) => text.replaceAll(one, "…"), words);

declare module "#server/platform/context.ts" {
  interface Context {
    /** What opens mailboxes for the moment, by the address of IMAP_OAUTH it came from. */
    mailTokens: Map<string, Promise<AccessToken>>;
  }
}
