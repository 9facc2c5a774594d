import { Temporal } from "temporal-polyfill";
import { DAY } from "./clock.ts";

/** A calendar month of a time zone, from its first instant to the first of the next. */
export type Month = { name: string; from: number; to: number };

/** The date and hour that clocks in a zone show; `day` counts dates. */
export function localDay(timeZone: string, now: number): { day: number; date: string; hour: number } {
  const local = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone);
  const date = local.toPlainDate().toString();
  return { day: Date.parse(`${date}T00:00:00Z`) / DAY, date, hour: local.hour };
}

/** The first instant of the date that clocks in a zone show. */
export const startOfDay = (timeZone: string, now: number): number =>
  Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).startOfDay().epochMilliseconds;

/** The last so many months, oldest first; the last one is the one that goes on. */
export function lastMonths(timeZone: string, now: number, count: number): Month[] {
  const current = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate();
  const first = current.with({ day: 1 });
  return Array.from({ length: count }, (_, place) => {
    const month = first.subtract({ months: count - 1 - place });
    const start = (date: Temporal.PlainDate) => date.toZonedDateTime({ timeZone }).epochMilliseconds;
    return { name: month.toString().slice(0, 7), from: start(month), to: start(month.add({ months: 1 })) };
  });
}
