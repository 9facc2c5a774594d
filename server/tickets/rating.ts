import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { notFound, tooLate } from "#server/platform/errors.ts";
import { hashToken } from "#server/platform/keys.ts";
import { changeByItself } from "./changing.ts";
import { addRating, newestRating, ratingByToken, saveRating } from "./rating-store.ts";

/** How long a link asks; what comes later is told of something nobody remembers. */
const ASKED_FOR = 30 * DAY;

export const SCORES: { value: number; name: string }[] = [
  { value: 1, name: "Bad" },
  { value: 2, name: "Rather bad" },
  { value: 3, name: "Neither" },
  { value: 4, name: "Good" },
  { value: 5, name: "Very good" },
];

/** The secret of a link: derived, so that no table holds it, and good for this one resolution of this one ticket. */
const tokenOf = ({ keys }: Pick<Context, "keys">, ticketId: number, cycle: number) =>
  keys.sign("rating", `${ticketId} ${cycle}`);

export const ratingAddress = (token: string) => `/rate/${token}`;

/** Call it in the transaction of the resolution, with the number of its event. */
export const askHowItWent = (ctx: Context, { id, seq }: { id: number; seq: number }, at: number) =>
  addRating(ctx.db, { ticket_id: id, cycle: seq, token_hash: hashToken(tokenOf(ctx, id, seq)), asked_at: at });

/** Where who asked says how it went; null where they have, or were never asked. */
export async function ratingLink(ctx: Context, ticketId: number): Promise<string | null> {
  const rating = await newestRating(ctx.db, ticketId);
  const isOpen = rating && rating.ratedAt === null && ctx.clock.now() - rating.askedAt <= ASKED_FOR;
  return isOpen ? ratingAddress(tokenOf(ctx, ticketId, rating.cycle)) : null;
}

export async function findRating(ctx: Context, token: string) {
  const rating = /^[\w-]{43}$/.test(token) ? await ratingByToken(ctx.db, hashToken(token)) : undefined;
  if (!rating || rating.spamAt !== null) throw notFound("link");
  if (ctx.clock.now() - rating.askedAt > ASKED_FOR && rating.ratedAt === null)
    throw tooLate("This link was good for thirty days. Thank you all the same.");
  return rating;
}

/** One vote for a link; whoever has it can do nothing else by it. */
export async function rate(ctx: Context, token: string, vote: { score: number; comment: string }): Promise<void> {
  const rating = await findRating(ctx, token);
  await inTransaction(ctx, async (ctx) => {
    if (!(await saveRating(ctx.db, rating, { ...vote, rated_at: ctx.clock.now() })))
      throw tooLate("This was answered already. Thank you.");
    await changeByItself(ctx, rating.ticketId, async () => ({ kind: "rated", data: {} }));
  });
}
