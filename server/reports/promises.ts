import { calendarKnown } from "#server/escalation/book.ts";
import { METRICS, type Metric, PRIORITIES } from "#server/escalation/policy.ts";
import { readBook } from "#server/escalation/reading-book.ts";
import type { Context } from "#server/platform/context.ts";
import { lastMonths, type Month } from "#server/platform/months.ts";
import { type Outage, outagesSince } from "#server/platform/outages.ts";
import { readSettings } from "#server/platform/settings.ts";
import { calendarsUsed, type ServiceCount, type ServiceTime, serviceCounts, serviceTimes } from "./promises-store.ts";

/** What became of the promises of one kind, month and priority. Rates are null where nothing was decided yet. */
export type ServiceRow = {
  month: string;
  metric: Metric;
  priority: string;
  met: number;
  missed: number;
  excused: number;
  missedInOutages: number;
  /** Met, of all that was met or missed; what was excused is left out. */
  metRate: number | null;
  /** The same without what was missed while the portal stood still. */
  metRateWithoutOutages: number | null;
  /** Open time without pauses until the clock stopped. */
  medianMinutes: number | null;
  measured: number;
};

export type ServiceReport = {
  timeZone: string;
  /** "Office hours (Europe/Berlin)": by what the time was counted. */
  calendars: string[];
  months: string[];
  rows: ServiceRow[];
  outages: Outage[];
};

/** Figures of the last months, by the month in which a promise began. */
export async function serviceReport(ctx: Context, count: number): Promise<ServiceReport> {
  const { timeZone } = await readSettings(ctx);
  const now = ctx.clock.now();
  const months = lastMonths(timeZone, now, count);
  const rows: ServiceRow[] = [];
  for (const month of months) rows.push(...(await rowsOf(ctx, month)));
  const from = months[0]?.from ?? now;
  const outages = (await outagesSince(ctx, from)).filter(({ reason }) => reason === "stood still");
  return {
    timeZone,
    calendars: await calendarNames(ctx, from, now),
    months: months.map(({ name }) => name),
    rows,
    outages,
  };
}

async function rowsOf(ctx: Context, { name, from, to }: Month): Promise<ServiceRow[]> {
  const counts = await serviceCounts(ctx.db, from, to);
  const times = await serviceTimes(ctx.db, from, to);
  return METRICS.flatMap((metric) =>
    PRIORITIES.flatMap((priority) => {
      const isIt = (one: ServiceCount | ServiceTime) => one.metric === metric && one.urgency === priority;
      const count = counts.find(isIt);
      return count ? [rowOf(name, metric, priority, count, times.find(isIt))] : [];
    }),
  );
}

function rowOf(month: string, metric: Metric, priority: string, count: ServiceCount, time?: ServiceTime): ServiceRow {
  const { met, missed, excused, inOutage } = count;
  return {
    month,
    metric,
    priority,
    met,
    missed,
    excused,
    missedInOutages: inOutage,
    metRate: shareOf(met, met + missed),
    metRateWithoutOutages: shareOf(met, met + missed - inOutage),
    medianMinutes: time ? time.medianMs / 60_000 : null,
    measured: time?.measured ?? 0,
  };
}

const shareOf = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

async function calendarNames(ctx: Context, from: number, now: number): Promise<string[]> {
  const { book } = await readBook(ctx);
  return (await calendarsUsed(ctx.db, from, now)).map(({ id, name }) => {
    const zone = calendarKnown(book, id, now)?.written.timeZone;
    return zone ? `${name} (${zone})` : name;
  });
}
