import type { Book } from "#server/escalation/book.ts";
import { readLadders } from "#server/escalation/climbing.ts";
import { clocksOf } from "#server/escalation/clocks.ts";
import type { Fact } from "#server/escalation/facts.ts";
import { isMeantFor, type Ladder, type LadderVersion, PLAIN, type Step } from "#server/escalation/ladder.ts";
import { readBook } from "#server/escalation/reading-book.ts";
import { type AtEnd, rehearse, type Take } from "#server/escalation/rehearsing.ts";
import type { Rota } from "#server/escalation/rota.ts";
import type { WrittenCalendar } from "#server/escalation/written-calendar.ts";
import { liveWebhooks } from "#server/notifications/calls.ts";
import { findPerson, staff } from "#server/people/directory.ts";
import type { Context } from "#server/platform/context.ts";
import { readSettings } from "#server/platform/settings.ts";
import { liveFactsOf, type PastEvent } from "./clock-facts.ts";
import { eventsOf, openedBetween } from "./clocks-store.ts";
import { after, BEFORE } from "./history.ts";
import { peopleFor } from "./ladder-people.ts";
import { leadersFor } from "./queues.ts";
import { collectRehearsal, type Heard, type Rehearsal } from "./rehearsal.ts";
import { nameOf } from "./ticket.ts";

const MOST_TICKETS = 20_000;

/** What is tried in place of what is there. */
export type Tried =
  | { ladder: Ladder }
  | { calendar: WrittenCalendar; calendarId: number }
  | { rota: Rota; rotaId: number };

/** Everything that decides who would have heard when. */
export type World = {
  ladders: readonly LadderVersion[];
  book: Book;
  rotas: ReadonlyMap<number, Rota>;
  hooks: ReadonlySet<number>;
};

/** Replays the tickets opened between two instants through what is tried, and through what is there now. */
export async function rehearsePast(
  ctx: Context,
  tried: Tried,
  from: number,
  to: number,
): Promise<{ tried: Rehearsal; present: Rehearsal }> {
  const { timeZone } = await readSettings(ctx);
  const present = await worldNow(ctx);
  const worlds = [worldWith(present, tried), present].map((world) => ({ world, collect: collectRehearsal(timeZone) }));
  for (const ticket of await openedBetween(ctx.db, from, to, MOST_TICKETS)) {
    const events = await eventsOf(ctx.db, ticket.id);
    const facts = liveFactsOf(events, ticket.requesterId);
    for (const { world, collect } of worlds) {
      const heard = await replay(ctx, { requesterId: ticket.requesterId, events, facts }, world);
      collect.add(nameOf(ticket), heard, brokenBy(facts, world.book, ctx.clock.now()));
    }
  }
  const [one, other] = worlds.map(({ collect }) => collect.result()) as [Rehearsal, Rehearsal];
  return { tried: one, present: other };
}

export async function rehearseLadder(ctx: Context, ladder: Ladder, from: number, to: number) {
  const { tried, present } = await rehearsePast(ctx, { ladder }, from, to);
  return { ladder: tried, present };
}

/** The newest version of each, as they would be tried on a new question. */
export async function worldNow(ctx: Context): Promise<World> {
  const { book } = await readBook(ctx);
  const ladders = [...new Map((await readLadders(ctx)).map((one) => [one.ladderId, one])).values()];
  const calendars = [...new Map(book.calendars.map((one) => [one.calendarId, one])).values()];
  const newest = calendars.map(({ calendarId, written }) => versionOf(calendarId, written));
  return { ladders, book: { ...book, calendars: newest }, rotas: new Map(), hooks: await liveWebhooks(ctx) };
}

/** As if it had been there all the time. */
const versionOf = (calendarId: number, written: WrittenCalendar) => ({
  ...{ calendarId, written, no: 1, madeAt: -Infinity, appliesFrom: null },
});

function worldWith(present: World, tried: Tried): World {
  if ("ladder" in tried) {
    const ladder = { ...tried.ladder, isEnabled: true };
    return { ...present, ladders: [{ ladderId: 0, no: 0, madeAt: 0, ladder }] };
  }
  if ("rota" in tried) return { ...present, rotas: new Map([[tried.rotaId, tried.rota]]) };
  const others = present.book.calendars.filter(({ calendarId }) => calendarId !== tried.calendarId);
  const calendars = [...others, versionOf(tried.calendarId, tried.calendar)];
  return { ...present, book: { ...present.book, calendars } };
}

/** A step that was played, with all it says. */
export type HeardStep = Heard & { step: Step };

type Past = { requesterId: number; events: readonly PastEvent[]; facts: readonly Fact[]; until?: number };

/** Every step that the ladders of a world would have taken for a question, and whom each would have told. */
export async function replay(
  ctx: Context,
  { requesterId, events, facts, until }: Past,
  world: World,
): Promise<HeardStep[]> {
  const heard: HeardStep[] = [];
  // Of the past it is not kept who was in which team: they count as in the one they are in now.
  const team = (await findPerson(ctx, requesterId))?.team ?? null;
  const take: Take = async ({ step, at }) => {
    const { urgency, tags, ...state } = stateAt(events, at);
    if (!isMeantFor(step, { ...state, priority: urgency, team, tags })) return "not meant";
    const ticket = { ...state, requesterId, insiders: null };
    const told = await peopleFor(ctx, step, ticket, null, at, world.rotas);
    heard.push({ at, step, told });
    return told.length > 0 || step.webhooks.some((id) => world.hooks.has(id)) ? "told" : "nobody";
  };
  const atEnd: AtEnd = async ({ at }) => {
    const { queueId } = stateAt(events, at);
    const known = heard.filter((one) => one.at === at).flatMap(({ told }) => told.map(({ id }) => id));
    const people = (await staff(ctx)).filter(({ id }) => id !== requesterId);
    const told = (await leadersFor(ctx, people, queueId)).filter(({ id }) => !known.includes(id));
    if (told.length > 0) heard.push({ at, step: END, told });
  };
  await rehearse(facts, world.ladders, world.book, until ?? ctx.clock.now(), take, atEnd);
  return heard;
}

/** As it stands among the steps of a ladder. */
const END: Step = {
  ...{ ...PLAIN, name: "Used up", afterMinutes: 0, counts: "business", groups: ["leads"], people: [], rotas: [] },
  ...{ onlyPriorities: [], raises: false, assigns: false },
};

export function stateAt(events: readonly PastEvent[], at: number) {
  const past = events.filter((one) => one.at <= at);
  const now = past.reduce((now, one) => after(now, one.event, one.at), BEFORE);
  const { status, urgency, category, queueId, assigneeId } = now;
  return { status, urgency, category, queueId, assigneeId, tags: tagsAfter(past) };
}

function tagsAfter(past: readonly PastEvent[]): string[] {
  const tags = new Set<string>();
  for (const { event } of past) {
    if (event.kind !== "tagged") continue;
    for (const tag of event.data.added) tags.add(tag);
    for (const tag of event.data.removed) tags.delete(tag);
  }
  return [...tags];
}

const brokenBy = (facts: readonly Fact[], book: Book, now: number): number =>
  clocksOf(facts, book, now).filter(({ breachedAt }) => breachedAt !== null).length;
