import type { Context } from "#server/platform/context.ts";
import { DIGEST, type DigestPayload } from "./notifying.ts";
import * as store from "./reach-store.ts";

/** Of which kinds, and the kind of the mail that holds many of them. */
export type Counted = { kinds: readonly string[]; list: string };

/** What failed for good: the reasons for which it was told. `heed`: it was looked at. */
export type Failure = { reasons: string[]; heed(ctx: Context): Promise<unknown> };

/** The mail or call that has waited longest for somebody who counted on it to look at its failure. */
export async function nextFailure(ctx: Context, counted: Counted): Promise<Failure | null> {
  const mail = await store.failedMail(ctx.db, [...counted.kinds, counted.list, DIGEST]);
  if (mail) {
    const { id } = mail;
    const notices = (await noticesIn(ctx, mail, counted)).filter(({ kind }) => counted.kinds.includes(kind));
    return { reasons: notices.map(({ reason }) => reason), heed: (ctx) => store.heedMail(ctx.db, id) };
  }
  const call = await store.failedCall(ctx.db, counted.kinds);
  if (!call) return null;
  const [notice] = call.noticeId === null ? [] : await store.noticeById(ctx.db, call.noticeId);
  return { reasons: [notice?.reason ?? call.reason], heed: (ctx) => store.heedCall(ctx.db, call.id) };
}

type FailedMail = NonNullable<Awaited<ReturnType<typeof store.failedMail>>>;

function noticesIn(ctx: Context, { kind, payload, noticeId, personId, createdAt }: FailedMail, { list }: Counted) {
  if (kind === list) return store.noticesOnList(ctx.db, personId, createdAt);
  if (kind === DIGEST) return store.noticesOnDigest(ctx.db, personId, (JSON.parse(payload) as DigestPayload).at);
  return noticeId === null ? [] : store.noticeById(ctx.db, noticeId);
}

/** Whom something was told for a reason: people, and calls by the reasons of their own. */
export type Told = { reason: string; people: readonly number[]; calls: readonly string[]; list: string };

/**
 * Whether of all who were told for a reason none can hear of it any more: every mail and every call has failed for good,
 * and nobody has opened the entry in the portal. Who wants nothing but that entry counts as told.
 */
export async function isLost(ctx: Context, { reason, people, calls, list }: Told): Promise<boolean> {
  if (calls.length > 0 && (await store.callsFor(ctx.db, calls)).some(isAlive)) return false;
  for (const id of people) if (!(await hasLost(ctx, reason, id, list))) return false;
  return true;
}

/** What was called off is not on its way any more. */
const isAlive = ({ state }: { state: string }) => state !== "failed" && state !== "suppressed";

async function hasLost(ctx: Context, reason: string, personId: number, list: string): Promise<boolean> {
  const notice = await store.noticeFor(ctx.db, `${reason} to ${personId}`);
  if (!notice) return true;
  const calls = await store.callsOfNotice(ctx.db, notice.id);
  if (notice.opened_at !== null || calls.some(isAlive)) return false;
  if (notice.mail === "off") return calls.length > 0;
  return (await mailOf(ctx, notice, list))?.state === "failed";
}

type Notice = NonNullable<Awaited<ReturnType<typeof store.noticeFor>>>;

function mailOf({ db }: Context, notice: Notice, list: string) {
  const { id, mail, person_id, created_at, digest_at } = notice;
  if (mail === "list") return store.listFor(db, list, person_id, created_at);
  if (mail === "digest") return store.mailFor(db, `${DIGEST} ${digest_at} to ${person_id}`);
  return store.mailOfNotice(db, id);
}
