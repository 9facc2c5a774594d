import type { Context } from "#server/platform/context.ts";
import { shiftWeek, type Week, type WeekCalendar } from "#server/platform/weeks.ts";
import { sealOf } from "./goal.ts";
import type { Period } from "./period.ts";
import { type PastQuestion, questionsBetween } from "./sampling-store.ts";
import { SAME_NEED } from "./weekly-fact.ts";

/** So many are drawn: a share of a quarter is known to within an eighth of itself. */
export const DRAWN = 200;

/** How many questions each week of a baseline had, and which of them were drawn, by lot, with their weeks. */
export type Draw = { asked: Record<Week, number>; drawn: [Week, number][] };

export const sealOfDraw = ({ asked, drawn }: Draw): string => sealOf([asked, drawn]);

/** Draws from all questions of a baseline. The same questions are drawn whoever draws, and whenever. */
export async function drawSample(ctx: Context, calendar: WeekCalendar, { from, to }: Period): Promise<Draw> {
  const start = calendar.start(from);
  const all = await questionsBetween(ctx.db, calendar.start(shiftWeek(from, -1)), calendar.end(to));
  const inside = firstOfEachNeed(all).filter(({ at }) => at >= start);
  const asked: Draw["asked"] = {};
  for (const { at } of inside) asked[calendar.weekOf(at)] = (asked[calendar.weekOf(at)] ?? 0) + 1;
  const lots = inside.map((one) => ({ one, lot: lotOf(ctx, one) })).sort((a, b) => (a.lot < b.lot ? -1 : 1));
  return { asked, drawn: lots.slice(0, DRAWN).map(({ one }) => [calendar.weekOf(one.at), one.id]) };
}

/** Nobody can choose which are drawn: the number of the ticket draws its own lot. */
const lotOf = (ctx: Context, { number }: PastQuestion): string => ctx.keys.sign("journal", `sample ${number}`);

/**
 * Basic questions count one need once. Which ones are basic is not known here, so any second question of a person in one
 * category within a week is left out: the baseline comes out a little too low rather than too high.
 */
export function firstOfEachNeed<One extends Pick<PastQuestion, "at" | "requesterId" | "category">>(
  questions: readonly One[],
): One[] {
  const counted = new Map<string, number>();
  return questions.filter(({ requesterId, category, at }) => {
    const need = `${requesterId} ${category ?? ""}`;
    const before = counted.get(need);
    if (before !== undefined && at - before <= SAME_NEED) return false;
    counted.set(need, at);
    return true;
  });
}
