import { randomUUID } from "node:crypto";
import type { Person } from "#server/people/person.ts";
import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { readSettings } from "#server/platform/settings.ts";
import { weekCalendar } from "#server/platform/weeks.ts";
import * as store from "./opting-out-store.ts";
import type { Facts } from "./outcome.ts";
import { NO_TRACES } from "./writing.ts";

export const isOptedOut = async (ctx: Context, person: Person): Promise<boolean> =>
  (await store.optOutOf(ctx.db, person.id)) !== undefined;

/**
 * Cuts the thread between a person and what they did, and keeps the counts: events without alias, visit, ticket, words
 * and time of day; journeys with their outcome and nothing that ties two of them together.
 */
export async function optOut(ctx: Context, person: Person): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await store.addOptOut(ctx.db, person.id, ctx.clock.now());
    const alias = await store.aliasOf(ctx.db, person.id);
    if (alias === undefined) return;
    const calendar = weekCalendar((await readSettings(ctx)).timeZone);
    const events = await store.takeEvents(ctx.db, alias);
    await store.putEvents(
      ctx.db,
      events.map((event) => ({
        ...event,
        ...NO_TRACES,
        id: randomUUID(),
        // Never out of its week, whose counts stay what they were.
        at: Math.max(startOfDay(event.at), calendar.start(calendar.weekOf(event.at))),
      })),
    );
    const journeys = await store.takeJourneys(ctx.db, alias);
    await store.putJourneys(ctx.db, journeys.map(withoutTraces));
    await store.dropAlias(ctx.db, person.id, alias);
  });
}

export const optIn = (ctx: Context, person: Person): Promise<void> => store.dropOptOut(ctx.db, person.id);

const startOfDay = (at: number) => Math.floor(at / DAY) * DAY;

type Journey = Awaited<ReturnType<typeof store.takeJourneys>>[number];

/** Moved to the start of its day as a whole, so that the minutes inside it stay what they were. */
function withoutTraces({ data, ...journey }: Journey): Journey {
  const shift = startOfDay(journey.started_at) - journey.started_at;
  const facts: Facts & { limits: unknown } = JSON.parse(data);
  const reads = facts.reads.map((read) => ({ ...read, at: read.at + shift }));
  return {
    ...journey,
    id: randomUUID(),
    reader: null,
    started_at: journey.started_at + shift,
    ended_at: journey.ended_at + shift,
    data: JSON.stringify({ ...facts, reads, tickets: [] }),
  };
}
