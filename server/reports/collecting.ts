import { forgottenUntil } from "#server/journeys/retention.ts";
import { MINUTE } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { outagesSince } from "#server/platform/outages.ts";
import { mondayOf, shiftWeek, type Week, type WeekCalendar } from "#server/platform/weeks.ts";
import * as store from "./collector-store.ts";
import type { Definition } from "./definitions.ts";
import type { WeekLine } from "./series.ts";
import { several } from "./wording.ts";

const SKEW = 5 * MINUTE;

/** Events that say nothing of it are from before the first change. */
const FIRST_SCHEMA = 1;
const UNKNOWN_APP = "older";

/** How well a week was collected. Once its events are forgotten, what was counted of them stays. */
export async function countCollectorWeek(ctx: Context, calendar: WeekCalendar, week: Week): Promise<void> {
  const { events: forgotten } = await forgottenUntil(ctx);
  if (calendar.start(week) < forgotten) return;
  const parts = await store.collectedBetween(ctx.db, calendar.start(week), calendar.end(week), SKEW);
  const total = (field: "events" | "clocks" | "skewed") => parts.reduce((sum, one) => sum + Number(one[field]), 0);
  const schemas = new Set(parts.map(({ schema }) => schema ?? FIRST_SCHEMA));
  const apps = new Set(parts.map(({ app }) => app ?? UNKNOWN_APP));
  await store.saveCollectorWeek(ctx.db, {
    week,
    events: total("events"),
    clocks: total("clocks"),
    skewed: total("skewed"),
    schemas: JSON.stringify([...schemas].sort((one, other) => one - other)),
    apps: JSON.stringify([...apps].sort()),
  });
}

/** What the check of lost events goes by, over the weeks that are compared. */
export type Collected = {
  events: number;
  silentWeeks: Week[];
  /** In the order of time. */
  schemas: number[];
  apps: string[];
  clocks: number;
  skewed: number;
  /** Times at which the portal's own clock was set back by more than five minutes. */
  setBack: number;
};

/** Weeks from before anything was collected here were counted elsewhere and have nothing to lose. */
export async function collectedIn(
  ctx: Context,
  baseline: readonly WeekLine[],
  current: readonly WeekLine[],
): Promise<Collected | null> {
  const compared = [...baseline, ...current];
  const [first, last] = [compared[0]?.week, compared.at(-1)?.week];
  if (!first || !last || current.length === 0) return null;
  const known = new Map((await store.collectorWeeks(ctx.db, first, last)).map((one) => [one.week, one]));
  const begun = (await store.firstCollected(ctx.db))?.week;
  const mayBeSilent = [...baseline.filter(({ week }) => begun !== undefined && week > begun), ...current];
  // A week from before weeks were watched at least knows whether anybody was there.
  const isSilent = ({ week, active }: WeekLine) => (known.get(week)?.events ?? active ?? 0) === 0;
  const weeks = compared.flatMap(({ week }) => known.get(week) ?? []);
  const sum = (field: "events" | "clocks" | "skewed") => weeks.reduce((total, one) => total + one[field], 0);
  return {
    events: sum("events"),
    silentWeeks: mayBeSilent.filter(isSilent).map(({ week }) => week),
    schemas: inTurn(weeks.map(({ schemas }) => JSON.parse(schemas))),
    apps: inTurn(weeks.map(({ apps }) => JSON.parse(apps))),
    clocks: sum("clocks"),
    skewed: sum("skewed"),
    setBack: await setBackIn(ctx, first, last),
  };
}

/** One after the other; what goes on from one week to the next stands once. */
function inTurn<T>(weeks: T[][]): T[] {
  const turns: T[] = [];
  for (const one of weeks.flat()) if (one !== turns.at(-1)) turns.push(one);
  return turns;
}

async function setBackIn(ctx: Context, first: Week, last: Week): Promise<number> {
  const [from, to] = [mondayOf(first), mondayOf(shiftWeek(last, 1))];
  const clocks = (await outagesSince(ctx, from)).filter((one) => one.reason === "clock set back" && one.from < to);
  return clocks.filter((one) => one.to - one.from > SKEW).length;
}

export const eventFigures = (collected: Collected | null) => ({
  eventTroubles: collected?.silentWeeks.length ?? null,
  collectorChanges: collected && Math.max(0, collected.schemas.length - 1),
  skewedClocks: collected && collected.skewed + collected.setBack,
});

const MEANING = [
  "What readers do is written down by the portal, at the portal's time; each event says by which page view, address, version of the portal and way of recording it came to be. Programs, support staff and pages fetched ahead count nowhere, and what a page tells by itself is taken only with the signed token of a page that this visit was shown.",
  "A week in which nothing at all was written down was a week of a broken collector, not of quiet people. Where the way of recording changed between the weeks that are compared, they were not measured alike. The browser's clock is compared with the portal's and decides nothing; more than five minutes between them say that one of the two is wrong.",
];

export function collectedDefinition({
  trust: { collected },
}: {
  trust: { collected: Collected | null };
}): Definition[] {
  if (!collected) return [];
  const { events, silentWeeks, schemas, apps, clocks, skewed, setBack } = collected;
  return [
    {
      id: "collected",
      name: "What was written down",
      value: several(events, "event"),
      meaning: MEANING,
      inputs: [
        ["Weeks without events", silentWeeks.length === 0 ? "none" : silentWeeks.join(", ")],
        ["Ways of recording, one after the other", schemas.join(", ") || "none known"],
        ["Versions of the portal", apps.join(", ") || "none known"],
        ["Clocks of browsers more than five minutes off", `${skewed} of ${clocks}`],
        ["Times the portal's own clock was set back", String(setBack)],
      ],
    },
  ];
}
