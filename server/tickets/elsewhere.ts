import { type Reader, recordEvent } from "#server/journeys/journal.ts";
import { isOptedOut } from "#server/journeys/opting-out.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { forbidden, notFound, tooLate } from "#server/platform/errors.ts";
import * as store from "./elsewhere-store.ts";
import { FREEZES_AFTER } from "./label.ts";

/** One need of one person in one category counts once within so long, as it does for tickets. */
const SAME_NEED = 7 * DAY;

export type Answered = { category: string | null; articleId: number | null; asker: Person | null; many: number };

/** A basic question that was answered in chat or in the hall: one more that the portal did not get. */
export async function recordElsewhere(ctx: Context, by: Person, reader: Reader, answered: Answered): Promise<void> {
  if (!can(by, "ticket.label")) throw forbidden("Only those who answer may record this.");
  const { category, articleId, asker, many } = answered;
  const now = ctx.clock.now();
  // Whoever does not want to be known is not known by this either: the need counts, and nothing says whose it was.
  const known = asker && !(await isOptedOut(ctx, asker)) ? asker : null;
  const isRepeat = known !== null && (await store.hasAskedSince(ctx.db, known.id, category, now - SAME_NEED));
  await store.addAnswered(ctx.db, {
    category,
    article_id: articleId,
    asker_id: known?.id ?? null,
    many,
    counted: isRepeat ? 0 : many,
    answered_at: now,
    recorded_by: by.id,
  });
  await recordEvent(ctx, reader, { type: "off_portal", category, count: many });
}

/** Their own slip, as long as it may still change a week. */
export async function withdrawElsewhere(ctx: Context, by: Person, id: number): Promise<void> {
  if (!can(by, "ticket.label")) throw forbidden("Only those who answer may record this.");
  const found = Number.isSafeInteger(id) ? await store.answeredById(ctx.db, id, by.id) : undefined;
  if (!found) throw notFound("record");
  const now = ctx.clock.now();
  if (found.withdrawnAt !== null) return;
  if (now >= found.at + FREEZES_AFTER) throw tooLate("After two weeks it stays: the week it belongs to is counted.");
  await store.withdrawAnswered(ctx.db, id, now);
}

/** The job: who asked is needed for a week and forgotten then. */
export async function forgetWhoAskedElsewhere(ctx: Context): Promise<boolean> {
  await store.forgetAskersBefore(ctx.db, ctx.clock.now() - SAME_NEED);
  return false;
}
