import { HOUR } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import type { Database } from "#server/platform/database/database.ts";
import { randomToken } from "#server/platform/keys.ts";
import { type AboutArticle, type Event, rowOf } from "./event.ts";
import { type Happening, isAboutTicket } from "./happening.ts";
import * as store from "./store.ts";

declare module "#server/platform/context.ts" {
  interface Context {
    /** What is known of articles by those who keep them: shelf and length by slug. */
    aboutArticles(db: Database, slugs: string[]): Promise<ReadonlyMap<string, AboutArticle>>;
  }
}

/** What would lead back to whoever does not want to be known, or tie two things together that they did. */
export const NO_TRACES = { reader: null, session: null, ticket: null, page: null, client_at: null };

/** Writes events in the caller's transaction and says how many of them were new. Their readers' journeys are stale then. */
export async function writeEvents(ctx: Context, events: Event[]): Promise<number> {
  if (events.length === 0) return 0;
  const aliases = await namesFor(ctx.db, events);
  const known = await ctx.aboutArticles(ctx.db, slugsIn(events));
  const rows = events.map((event) => {
    const { row, text } = rowOf(event, known);
    const reader = event.personId === null ? null : (aliases.get(event.personId) ?? null);
    // Whoever opted out is counted, but nothing says that two counts are the same person's.
    const isNobody = event.personId !== null && reader === null;
    return isNobody ? { row: { ...row, ...nobodys(ctx, row) }, text: null } : { row: { ...row, reader }, text };
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
  await markTouched(
    ctx,
    isNew.map(({ row }) => row),
  );
  return isNew.length;
}

/** The id was in a page, or begins like others; what takes its place is still the same for the same event sent twice. */
const nobodys = ({ keys }: Context, { id, at }: { id: string; at: number }) => ({
  ...NO_TRACES,
  id: keys.sign("journal", `nobody ${id}`),
  at: Math.floor(at / HOUR) * HOUR,
});

type Row = { at: number; reader: string | null; type: Happening["type"]; ticket: number | null };

/** The journeys of whoever did it, and of whoever opened the ticket that something was said of. */
async function markTouched(ctx: Context, rows: Row[]): Promise<void> {
  const tickets = rows.filter(({ type }) => isAboutTicket(type)).flatMap(({ ticket }) => ticket ?? []);
  const askers = tickets.length > 0 ? await store.readersOfTickets(ctx.db, tickets) : [];
  const own = rows.flatMap(({ reader, at }) => (reader === null ? [] : [{ alias: reader, since: at }]));
  const earliest = new Map<string, number>();
  for (const { alias, since } of [...own, ...askers])
    earliest.set(alias, Math.min(since, earliest.get(alias) ?? since));
  const readers = [...earliest].map(([alias, since]) => ({ alias, since }));
  await store.markStale(
    ctx.db,
    readers.sort((one, other) => (one.alias < other.alias ? -1 : 1)),
    ctx.clock.now(),
  );
}

/** Views are judged by the length and the shelf the article had when it was read. */
const slugsIn = (events: Event[]) => [
  ...new Set(
    events.flatMap(({ happening: one }) => (one.type === "view" || one.type === "suggest_open" ? [one.article] : [])),
  ),
];

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
