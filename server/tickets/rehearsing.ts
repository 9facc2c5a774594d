import { readLadders } from "#server/escalation/climbing.ts";
import type { Ladder, LadderVersion } from "#server/escalation/ladder.ts";
import { readBook } from "#server/escalation/reading-book.ts";
import { type Rehearsed, rehearse } from "#server/escalation/rehearsing.ts";
import { timeFormats } from "#server/http/times.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { readSettings } from "#server/platform/settings.ts";
import { factsOf, type PastEvent } from "./clock-facts.ts";
import { eventsOf, openedBetween } from "./clocks-store.ts";
import { peopleFor } from "./ladder-people.ts";
import { nameOf } from "./ticket.ts";

const MOST_TICKETS = 20_000;
const MOST_NAMED = 100;

/** What a ladder would have done to past tickets. */
export type Rehearsal = {
  tickets: number;
  steps: { name: string; taken: number }[];
  notifications: number;
  /** From 22 to 6 o'clock in the organisation's zone. */
  atNight: number;
  people: { name: string; notifications: number; mostInAnHour: number }[];
  /** Tickets with a step that would have reached nobody. */
  unheard: string[];
};

/** Replays the tickets opened between two instants through one ladder, and through those that are there now. */
export async function rehearseLadder(
  ctx: Context,
  ladder: Ladder,
  from: number,
  to: number,
): Promise<{ ladder: Rehearsal; present: Rehearsal }> {
  const tried: LadderVersion = { ladderId: 0, no: 0, madeAt: 0, ladder: { ...ladder, isEnabled: true } };
  const present = newestOf(await readLadders(ctx));
  const [one, other] = [collector(await readSettings(ctx)), collector(await readSettings(ctx))];
  for (const ticket of await openedBetween(ctx.db, from, to, MOST_TICKETS)) {
    const events = await eventsOf(ctx.db, ticket.id);
    for (const [ladders, collect] of [
      [[tried], one],
      [present, other],
    ] as const)
      collect.add(nameOf(ticket), await replay(ctx, ticket.requesterId, events, ladders));
  }
  return { ladder: one.result(), present: other.result() };
}

/** The newest version of each, as they would be tried on a new question. */
function newestOf(versions: readonly LadderVersion[]): LadderVersion[] {
  return [...new Map(versions.map((one) => [one.ladderId, one])).values()];
}

type Replayed = Rehearsed & { told: Person[] };

async function replay(
  ctx: Context,
  requesterId: number,
  events: readonly PastEvent[],
  ladders: readonly LadderVersion[],
): Promise<Replayed[]> {
  const { book } = await readBook(ctx);
  const facts = factsOf(events, requesterId);
  const replayed: Replayed[] = [];
  for (const one of rehearse(facts, ladders, book, ctx.clock.now())) {
    const priority = facts.findLast(({ at }) => at <= one.at)?.subject.priority;
    const isMeant = one.step.onlyPriorities.length === 0 || one.step.onlyPriorities.some((word) => word === priority);
    const ticket = { requesterId, assigneeId: holderAt(events, one.at), insiders: null };
    if (isMeant) replayed.push({ ...one, told: await peopleFor(ctx, one.step, ticket, null, one.at) });
  }
  return replayed;
}

const holderAt = (events: readonly PastEvent[], at: number): number | null => {
  const last = events.findLast(({ at: when, event }) => when <= at && event.kind === "assigned")?.event;
  return last?.kind === "assigned" ? last.data.to : null;
};

function collector({ timeZone }: { timeZone: string }) {
  const { hour } = timeFormats(0, timeZone);
  const steps = new Map<string, number>();
  const people = new Map<string, { notifications: number; hours: Map<number, number> }>();
  const unheard = new Set<string>();
  const sum = { tickets: 0, notifications: 0, atNight: 0 };
  const note = ({ name }: Person, at: number) => {
    sum.notifications += 1;
    if (hour(at) >= 22 || hour(at) < 6) sum.atNight += 1;
    const one = people.get(name) ?? { notifications: 0, hours: new Map() };
    const when = Math.floor(at / 3_600_000);
    one.notifications += 1;
    one.hours.set(when, (one.hours.get(when) ?? 0) + 1);
    people.set(name, one);
  };
  return {
    add: (name: string, replayed: readonly Replayed[]) => {
      sum.tickets += 1;
      for (const { at, step, told } of replayed) {
        steps.set(step.name, (steps.get(step.name) ?? 0) + 1);
        if (told.length === 0) unheard.add(name);
        for (const person of told) note(person, at);
      }
    },
    result: (): Rehearsal => ({
      ...sum,
      steps: [...steps].map(([name, taken]) => ({ name, taken })),
      people: [...people]
        .map(([name, { notifications, hours }]) => ({ name, notifications, mostInAnHour: Math.max(...hours.values()) }))
        .sort((a, b) => b.notifications - a.notifications),
      unheard: [...unheard].slice(0, MOST_NAMED),
    }),
  };
}
