import { wilsonInterval } from "#server/measure/proportion.ts";
import type { Context } from "#server/platform/context.ts";
import { lastMonths, type Month } from "#server/platform/months.ts";
import { readSettings } from "#server/platform/settings.ts";
import { type Counted, commentsBetween, ratingsBetween } from "./satisfaction-store.ts";

/** Of fewer answers no share is shown: it would tell of single people rather than of the work. */
export const FEWEST = 5;
const COMMENTS_SHOWN = 50;
const PROGRAMME_MONTHS = 3;

export type SatisfactionRow = {
  month: string;
  /** "All queues" sums them up. */
  queue: string;
  asked: number;
  answered: number;
  /** Said good or very good, of those who answered, with its 95 per cent interval. Null below the fewest. */
  satisfied: { share: number; low: number; high: number } | null;
  /** From 1 to 5. */
  mean: number | null;
};

export type SatisfactionReport = {
  timeZone: string;
  rows: SatisfactionRow[];
  comments: { month: string; queue: string; score: number | null; comment: string }[];
};

export const ALL = "All queues";

/** Figures of the last months, by the month in which they were asked. Newest first. */
export async function satisfactionReport(ctx: Context, count: number): Promise<SatisfactionReport> {
  const { timeZone } = await readSettings(ctx);
  const months = lastMonths(timeZone, ctx.clock.now(), count).reverse();
  const rows: SatisfactionRow[] = [];
  for (const month of months) rows.push(...rowsOf(month, await ratingsBetween(ctx.db, month.from, month.to)));
  return { timeZone, rows, comments: await commentsIn(ctx, months) };
}

function rowsOf({ name }: Month, counted: Counted[]): SatisfactionRow[] {
  if (counted.length === 0) return [];
  const queues = counted.map((one) => rowOf(name, one));
  return counted.length === 1 ? queues : [rowOf(name, { ...sumOf(counted), queue: ALL }), ...queues];
}

const sumOf = (counted: readonly Counted[]): Omit<Counted, "queue"> =>
  counted.reduce(
    (sum, one) => ({
      ...{ asked: sum.asked + one.asked, answered: sum.answered + one.answered },
      ...{ satisfied: sum.satisfied + one.satisfied, sum: sum.sum + one.sum },
    }),
    { asked: 0, answered: 0, satisfied: 0, sum: 0 },
  );

export function rowOf(month: string, { queue, asked, answered, satisfied, sum }: Counted): SatisfactionRow {
  const isEnough = answered >= FEWEST;
  return {
    ...{ month, queue, asked, answered },
    satisfied: isEnough ? wilsonInterval({ successes: satisfied, trials: answered }) : null,
    mean: isEnough ? sum / answered : null,
  };
}

async function commentsIn(ctx: Context, months: readonly Month[]): Promise<SatisfactionReport["comments"]> {
  const [newest, oldest] = [months[0], months.at(-1)];
  if (!newest || !oldest) return [];
  const rows = await commentsBetween(ctx.db, oldest.from, newest.to, COMMENTS_SHOWN);
  return rows.map(({ askedAt, ...row }) => ({
    month: months.find(({ from, to }) => from <= askedAt && askedAt < to)?.name ?? "",
    ...row,
  }));
}

/** For the programme: the mean of the last three months, this one included. Null below the fewest. */
export async function satisfactionNow(ctx: Context): Promise<{ mean: number; answered: number; from: string } | null> {
  const { timeZone } = await readSettings(ctx);
  const months = lastMonths(timeZone, ctx.clock.now(), PROGRAMME_MONTHS);
  const [first, last] = [months[0], months.at(-1)];
  if (!first || !last) return null;
  const { answered, sum } = sumOf(await ratingsBetween(ctx.db, first.from, last.to));
  return answered >= FEWEST ? { mean: sum / answered, answered, from: first.name } : null;
}
