import { suggestArticles } from "#server/knowledge/searching.ts";
import { findPerson } from "#server/people/directory.ts";
import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { questionOf } from "./likely-answers.ts";
import { likelyDue, noteLikely } from "./likely-store.ts";

/** Articles come and change: what nobody could answer yesterday may have one today. */
const LOOK_AGAIN = DAY;

/** The job: notes of one open ticket whether an article that who asked may read is likely to answer it. */
export async function noteLikelyAnswers(ctx: Context): Promise<boolean> {
  const now = ctx.clock.now();
  const ticket = await likelyDue(ctx.db, now - LOOK_AGAIN);
  if (!ticket) return false;
  const asker = await findPerson(ctx, ticket.requesterId);
  const [found] = asker ? await suggestArticles(ctx, asker, await questionOf(ctx, ticket), 1) : [];
  await noteLikely(ctx.db, ticket.id, found?.slug ?? null, now);
  return true;
}
