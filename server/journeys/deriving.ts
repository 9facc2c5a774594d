import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import type { Database } from "#server/platform/database/database.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import type { Week, WeekCalendar } from "#server/platform/weeks.ts";
import { type Journey, journeysOf } from "./journey.ts";
import * as store from "./journey-store.ts";
import type { Limits } from "./limits.ts";
import type { TicketFact } from "./outcome.ts";
import type { IsQualified } from "./reads.ts";
import { forgottenUntil } from "./retention.ts";
import type { Seen } from "./seen.ts";
import { markStale } from "./store.ts";

/** A new event changes journeys that ended so long before it at most: their tickets may still come, sessions still join. */
const reachBack = ({ ripening, apart }: Limits) => ripening + apart + DAY;

/** How journeys are told from events: weeks in whose zone, by which limits, and when an article counts as read. */
export type Rules = { calendar: WeekCalendar; isQualified: IsQualified; limits: Limits };

/** Tells the journeys of one reader who is stale. Says which weeks they touch; null when nobody is. */
export async function deriveNext(ctx: Context, rules: Rules): Promise<Week[] | null> {
  return inTransaction(ctx, async (ctx) => {
    const stale = await store.staleReader(ctx.db);
    if (!stale) return null;
    await store.readerIsFresh(ctx.db, stale.alias);
    const { events } = await forgottenUntil(ctx);
    return derive(ctx, stale.alias, Math.max(events, stale.since - reachBack(rules.limits)), rules);
  });
}

/** Everybody's journeys are told again, one by one, by the job. */
export async function markEverybodyStale(ctx: Context): Promise<void> {
  const since = (await forgottenUntil(ctx)).texts;
  for (let last = ""; ; ) {
    const some = await store.readersAfter(ctx.db, last, 500);
    if (some.length === 0) return;
    await markStale(
      ctx.db,
      some.map(({ alias }) => ({ alias, since })),
      ctx.clock.now(),
    );
    last = some.at(-1)?.alias ?? last;
  }
}

/** All journeys of all readers, as far back as what was typed is kept. */
export async function rebuildJourneys(
  ctx: Context,
  rules: Rules,
  tell: (done: number, of: number) => void = () => {},
): Promise<void> {
  const of = await store.countReaders(ctx.db);
  for (let last = "", done = 0; ; ) {
    const some = await store.readersAfter(ctx.db, last, 100);
    if (some.length === 0) return tell(of, of);
    for (const { alias } of some) {
      await inTransaction(ctx, async (ctx) => derive(ctx, alias, (await forgottenUntil(ctx)).texts, rules));
      done += 1;
      tell(done, of);
    }
    last = some.at(-1)?.alias ?? last;
  }
}

/** Derives everything after the last journey that ended before `since`; what came earlier stays as it was told. */
async function derive(ctx: Context, alias: string, since: number, rules: Rules): Promise<Week[]> {
  const after = await store.settledUntil(ctx.db, alias, since);
  const events = (await store.eventsAfter(ctx.db, alias, after)).map(toSeen);
  const tickets = await ticketsOf(ctx.db, events);
  const journeys = journeysOf(events, tickets, rules.isQualified, rules.limits);
  const rows = journeys.map((journey) => toRow(journey, alias, rules.calendar));
  const before = await store.weeksAfter(ctx.db, alias, after);
  await store.dropJourneysAfter(ctx.db, alias, after);
  await store.addJourneys(ctx.db, rows);
  return [...new Set([...before, ...rows].map(({ week }) => week))];
}

type Row = Awaited<ReturnType<typeof store.eventsAfter>>[number];
const toSeen = ({ data, ...row }: Row): Seen => ({ ...row, data: JSON.parse(data) });

async function ticketsOf(db: Database, events: readonly Seen[]): Promise<TicketFact[]> {
  const created = events.filter(({ type, ticket }) => type === "ticket_created" && ticket !== null);
  const numbers = created.map(({ ticket }) => ticket as number);
  const said = numbers.length > 0 ? await store.ticketFacts(db, numbers, ["ticket_linked", "ticket_resolved"]) : [];
  return created.map(({ ticket, at, data }) => ({
    ticket: ticket as number,
    at,
    category: data.category ?? null,
    answeredBy: said.filter((one) => one.ticket === ticket).map(({ article }) => article as string),
  }));
}

function toRow(journey: Journey, alias: string, calendar: WeekCalendar): store.JourneyRow {
  const { id, start, end, outcome, ...data } = journey;
  const week = calendar.weekOf(start);
  const other_ticket = data.hasOtherTicket ? 1 : 0;
  return {
    id,
    reader: alias,
    started_at: start,
    ended_at: end,
    week,
    outcome,
    other_ticket,
    data: JSON.stringify(data),
  };
}
