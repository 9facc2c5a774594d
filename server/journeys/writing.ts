import type { Context } from "#server/platform/context.ts";
import type { Database } from "#server/platform/database/database.ts";
import { randomToken } from "#server/platform/keys.ts";
import { type Event, rowOf } from "./event.ts";
import { isAboutTicket } from "./happening.ts";
import * as store from "./store.ts";

/** Writes events in the caller's transaction and says how many of them were new. Their readers' journeys are stale then. */
export async function writeEvents(ctx: Context, events: Event[]): Promise<number> {
  if (events.length === 0) return 0;
  const aliases = await namesFor(ctx.db, events);
  const rows = events.map((event) => {
    const { row, text } = rowOf(event);
    const reader = event.personId === null ? null : (aliases.get(event.personId) ?? null);
    // Whoever opted out is counted, but nothing says that two counts are the same person's.
    const isNobody = event.personId !== null && reader === null;
    return { row: { ...row, reader, ...(isNobody ? { session: null, ticket: null } : {}) }, text };
  });
  const added = await store.addEvents(
    ctx.db,
    rows.map(({ row }) => row),
  );
  const isNew = rows.filter(({ row }) => added.has(row.id));
  await store.addTexts(
    ctx.db,
    isNew.flatMap(({ row, text }) => (text === null ? [] : [{ event_id: row.id, text, at: row.at }])),
  );
  await store.markStale(
    ctx.db,
    await touched(
      ctx.db,
      isNew.map(({ row }) => row),
    ),
    ctx.clock.now(),
  );
  return isNew.length;
}

type Row = { reader: string | null; type: Event["happening"]["type"]; ticket: number | null };

async function touched(db: Database, rows: Row[]): Promise<string[]> {
  const own = rows.map(({ reader }) => reader);
  const tickets = rows.filter(({ type }) => isAboutTicket(type)).flatMap(({ ticket }) => ticket ?? []);
  const askers = tickets.length > 0 ? (await store.readersOfTickets(db, tickets)).map(({ reader }) => reader) : [];
  return [...new Set([...own, ...askers])].filter((alias) => alias !== null).sort();
}

/** The alias of everybody who has not opted out; a new one at the first event. */
async function namesFor(db: Database, events: Event[]): Promise<Map<number, string>> {
  const people = [...new Set(events.map(({ personId }) => personId))].filter((id) => id !== null);
  if (people.length === 0) return new Map();
  const gone = new Set((await store.optedOut(db, people)).map(({ personId }) => personId));
  const staying = people.filter((id) => !gone.has(id));
  if (staying.length === 0) return new Map();
  const known = new Set((await store.aliasesOf(db, staying)).map(({ person_id }) => person_id));
  for (const id of staying) if (!known.has(id)) await store.addAlias(db, id, randomToken().slice(0, 16));
  return new Map((await store.aliasesOf(db, staying)).map(({ person_id, alias }) => [person_id, alias]));
}
