import { byPerson, recordDeed } from "#server/audit/trail.ts";
import type { Reader } from "#server/journeys/journal.ts";
import { redact } from "#server/journeys/redactor.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { notFound } from "#server/platform/errors.ts";
import { addRedirect } from "./addresses.ts";
import * as store from "./missing-store.ts";

const MOST_WAITING = 500;
const MOST_KEPT = 1000;
export const DAYS_KEPT = 90;

/** Addresses of other rooms are not about articles, and some hold what nobody else may see. */
const ELSEWHERE =
  /^\/(admin|account|api|assets|desk|files|attachments|tickets|reports|feeds|unsubscribe|setup|invitations|resets|addresses)(\/|$)/;
const LIKE_AN_ADDRESS = /^\/[\w\-.~/]{1,199}$/;

/** Somebody asked for a page that is not there. Kept in memory until the job writes it: pages write nothing. */
export function noteMissing(ctx: Context, { kind }: Reader, path: string): void {
  const { missing } = ctx.library;
  if (kind !== "dev" && kind !== "support") return;
  if (!LIKE_AN_ADDRESS.test(path) || ELSEWHERE.test(path) || redact(path) !== path) return;
  if (missing.has(path) || missing.size < MOST_WAITING) missing.set(path, (missing.get(path) ?? 0) + 1);
}

/** The job: counts them, by day. */
export async function writeMissing(ctx: Context): Promise<boolean> {
  const { missing } = ctx.library;
  if (missing.size === 0) return false;
  const some = [...missing];
  missing.clear();
  const slugs = some.flatMap(([path]) => slugIn(path) ?? []);
  await inTransaction(ctx, async (ctx) => {
    const now = ctx.clock.now();
    const there = slugs.length > 0 ? await store.existing(ctx.db, slugs) : new Set<string>();
    for (const [path, hits] of some)
      if (!there.has(slugIn(path) ?? "")) await store.countMissing(ctx.db, path, hits, now, dayOf(now));
    await store.forgetLeast(ctx.db, (await store.countAddresses(ctx.db)) - MOST_KEPT);
    await store.forgetDaysBefore(ctx.db, dayOf(now) - DAYS_KEPT);
  });
  return false;
}

const slugIn = (path: string) => /^\/articles\/([^/]+)$/.exec(path)?.[1];
const dayOf = (at: number) => Math.floor(at / DAY);

export type Missing = { address: string; hits: number; firstAt: number; lastAt: number; days: number[] };

/** What is asked for and not there, most wanted first, each with its days. */
export async function missingPages(ctx: Context, days: number, limit: number): Promise<Missing[]> {
  const since = dayOf(ctx.clock.now()) - days + 1;
  const rows = await store.missingSince(ctx.db, since, limit);
  const counts =
    rows.length > 0
      ? await store.daysOf(
          ctx.db,
          rows.map(({ address }) => address),
          since,
        )
      : [];
  return rows.map((row) => ({
    ...row,
    hits: Number(row.hits),
    days: Array.from(
      { length: days },
      (_, place) => counts.find(({ address, day }) => address === row.address && day === since + place)?.hits ?? 0,
    ),
  }));
}

/** From now on this address leads somewhere. Says what is wrong, or null. */
export async function redirectMissing(ctx: Context, by: Person, address: string, goal: string): Promise<string | null> {
  if (!LIKE_AN_ADDRESS.test(address) || ELSEWHERE.test(address)) throw notFound("page");
  const problem = await addRedirect(ctx, by, address, goal);
  if (problem === null) await store.settleMissing(ctx.db, address, ctx.clock.now());
  return problem;
}

/** There is nothing behind it, and nothing will be. */
export async function settleMissing(ctx: Context, by: Person, address: string): Promise<void> {
  if (!can(by, "knowledge.publish")) throw notFound("page");
  await inTransaction(ctx, async (ctx) => {
    const { numUpdatedRows } = await store.settleMissing(ctx.db, address, ctx.clock.now());
    if (numUpdatedRows === 0n) throw notFound("page");
    await recordDeed(ctx, { by: byPerson(by), action: "left an address missing", object: address });
  });
}
