import { wilsonInterval } from "#server/measure/proportion.ts";
import type { Context } from "#server/platform/context.ts";
import type { WeekCalendar } from "#server/platform/weeks.ts";
import { FEWEST_READERS } from "./article-readers.ts";
import { votesBetween } from "./article-vote-store.ts";
import type { Period } from "./period.ts";

/** F24: the share who said that it helped, with Wilson's interval. */
export type Votes = { yes: number; votes: number; share: number; low: number; high: number };

/** By article; of one or two votes nothing is told. */
export async function votesIn(
  ctx: Context,
  calendar: WeekCalendar,
  { from, to }: Period,
): Promise<ReadonlyMap<string, Votes>> {
  const counted = await votesBetween(ctx.db, calendar.start(from), calendar.end(to));
  const enough = counted.filter(({ votes }) => votes >= FEWEST_READERS);
  return new Map(
    enough.map(({ slug, yes, votes }) => [slug, { yes, votes, ...wilsonInterval({ successes: yes, trials: votes }) }]),
  );
}
