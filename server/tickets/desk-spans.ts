import { readMoment } from "#server/escalation/local-moment.ts";
import type { Person } from "#server/people/person.ts";
import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { readSettings } from "#server/platform/settings.ts";
import type { Filters } from "./desk.ts";

/** From the one moment to before the other; null is open. */
export type Span = { from: number | null; before: number | null };

/** When it was asked, as far back as people think. */
export const OPENED_CHOICES = ["", "day", "week", "month", "older"] as const;
export type OpenedChoice = (typeof OPENED_CHOICES)[number];

/** Whether anything happened to it lately. */
export const CHANGED_CHOICES = ["", "day", "week", "quiet-3", "quiet-7", "quiet-30"] as const;
export type ChangedChoice = (typeof CHANGED_CHOICES)[number];

const within = (days: number) => (now: number) => ({ from: now - days * DAY, before: null });
const notWithin = (days: number) => (now: number) => ({ from: null, before: now - days * DAY });

const OPENED: Record<Exclude<OpenedChoice, "">, (now: number) => Span> = {
  day: within(1),
  week: within(7),
  month: within(30),
  older: notWithin(30),
};
const CHANGED: Record<Exclude<ChangedChoice, "">, (now: number) => Span> = {
  day: within(1),
  week: within(7),
  "quiet-3": notWithin(3),
  "quiet-7": notWithin(7),
  "quiet-30": notWithin(30),
};

export const isDate = (text: string) => /^\d{4}-\d\d-\d\d$/.test(text) && readMoment(`${text}T00:00`, "UTC") !== null;

export const changedIn = (ctx: Context, { changed }: Pick<Filters, "changed">): Span | null =>
  changed === "" ? null : CHANGED[changed](ctx.clock.now());

/** Both the words and the dates, which are days where the reader lives; null where neither says anything. */
export async function openedIn(
  ctx: Context,
  by: Person,
  { opened, from, to }: Pick<Filters, "opened" | "from" | "to">,
): Promise<Span | null> {
  const span = opened === "" ? null : OPENED[opened](ctx.clock.now());
  if (from === "" && to === "") return span;
  const timeZone = by.timeZone ?? (await readSettings(ctx)).timeZone;
  const first = from === "" ? null : readMoment(`${from}T00:00`, timeZone);
  const end = to === "" ? null : readMoment(`${dayAfter(to)}T00:00`, timeZone);
  return { from: last(span?.from ?? null, first), before: firstOf(span?.before ?? null, end) };
}

const dayAfter = (date: string) => new Date(Date.parse(`${date}T00:00:00Z`) + DAY).toISOString().slice(0, 10);
const known = (one: number | null, other: number | null) => [one, other].filter((at) => at !== null);
const last = (one: number | null, other: number | null) => known(one, other).sort((a, b) => b - a)[0] ?? null;
const firstOf = (one: number | null, other: number | null) => known(one, other).sort((a, b) => a - b)[0] ?? null;
