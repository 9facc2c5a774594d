import { type Book, calendarKnown, hoursKnown, policyFor } from "#server/escalation/book.ts";
import { readLadders } from "#server/escalation/climbing.ts";
import type { Law } from "#server/escalation/course.ts";
import type { Away, CoveredStep, Listener, Setup, Shift } from "#server/escalation/covering.ts";
import { counted } from "#server/escalation/covering.ts";
import type { Hours } from "#server/escalation/hours.ts";
import {
  delayOf,
  FIRST,
  isMeantFor,
  type Ladder,
  type LadderVersion,
  ladderFor,
  type Meant,
  momentAt,
  type Place,
  placeAfter,
  type Step,
} from "#server/escalation/ladder.ts";
import { type Subject, targetOf } from "#server/escalation/policy.ts";
import { readBook } from "#server/escalation/reading-book.ts";
import type { Absence } from "#server/escalation/rota.ts";
import { exceptionsOf, listRotas } from "#server/escalation/rotas.ts";
import { type Turns, turnsOf } from "#server/escalation/shifts.ts";
import { liveWebhooks } from "#server/notifications/calls.ts";
import { staff } from "#server/people/directory.ts";
import type { Person } from "#server/people/person.ts";
import { DAY, MINUTE } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { type Channels, channelsOf } from "./coverage-channels.ts";
import { peopleMeant } from "./ladder-people.ts";
import type { Queue } from "./queue.ts";
import { leadersFor, membersOf } from "./queues.ts";

/** A step may be taken long after the last moment that is looked at. */
const BEYOND = 60 * DAY;

export type Around = {
  ctx: Context;
  from: number;
  to: number;
  /** When all of this is looked at: what was saved until then counts. */
  now: number;
  book: Book;
  ladders: readonly LadderVersion[];
  people: readonly Person[];
  absences: readonly Absence[];
  turns: ReadonlyMap<number, Turns[]>;
  channels: Channels;
  /** Webhooks that are called. */
  hooks: ReadonlySet<number>;
};

/** Everything that decides who hears when, as it is known now. `without`: as if this absence had never been noted. */
export async function lookAround(
  ctx: Context,
  from: number,
  to: number,
  without: number | null = null,
): Promise<Around> {
  const people = await staff(ctx);
  const turns = new Map<number, Turns[]>();
  const isAnother = (one: Absence) => one.id !== without;
  for (const { id, rota } of await listRotas(ctx)) {
    const exceptions = await exceptionsOf(ctx, id, from);
    const kept = { ...exceptions, absences: exceptions.absences.filter(isAnother) };
    turns.set(id, turnsOf(rota, kept, from, to + BEYOND));
  }
  const absences = (await exceptionsOf(ctx, 0, from)).absences.filter(isAnother);
  const channels = await channelsOf(ctx, people, from, to + BEYOND);
  const { book } = await readBook(ctx);
  const ladders = await readLadders(ctx);
  const hooks = await liveWebhooks(ctx);
  return { ctx, from, to, now: ctx.clock.now(), book, ladders, people, absences, turns, channels, hooks };
}

export type Case = {
  /** By it one sees that two cases come to the same. */
  key: string;
  setup: Setup;
  /** By when the first response was promised; null where nothing is. */
  due: Law | null;
};

/** What else a step may ask for: how it stands, who asked, and what it is tagged with. */
export type Variant = Pick<Meant, "status" | "team" | "tags">;

/** What happens to a question of this kind in this queue that nobody does anything about. */
export async function caseFor(around: Around, queue: Queue, subject: Subject, variant: Variant): Promise<Case> {
  const { ctx, book, now } = around;
  const policy = policyFor(book, subject, now);
  const calendarId = policy?.policy.calendarId ?? 0;
  const hours = hoursKnown(book, policy ? "business" : "calendar", calendarId, now);
  const target = policy && targetOf(policy.policy, subject, "first");
  const ladder = ladderFor(around.ladders, subject, now);
  const ticket = { requesterId: 0, assigneeId: null, insiders: null, participants: null, queueId: queue.id };
  const told = (step: Step) => peopleMeant(ctx, { ...step, rotas: [], nextRotas: [] }, ticket, now);
  const steps: CoveredStep[] = [];
  const meant: [boolean, string][] = [];
  for (const { step, wait } of ladder ? allSteps(ladder.ladder) : []) {
    const at = momentIn(around, subject, step);
    const isMeant = at !== undefined && isMeantFor(step, { ...subject, ...variant, queueId: queue.id });
    // By these one sees which steps differ from case to case.
    meant.push([isMeant, step.at === null ? "" : subject.priority]);
    steps.push({
      ...{ afterMinutes: at === undefined ? 0 : wait, counts: step.counts, at: at ?? null },
      listeners: isMeant ? listenersOf(around, await told(step), "urgent") : [],
      rotas: isMeant ? shiftsOf(around, step) : [],
      calls: isMeant && step.webhooks.some((id) => around.hooks.has(id)),
    });
  }
  const opening = listenersOf(around, await toldOfOpening(around, queue), "normal");
  const setup = {
    hours,
    opening,
    steps,
    fallback: listenersOf(around, await leadersFor(ctx, around.people, queue.id), "urgent"),
    endsWithThem: ladder?.ladder.onExhausted === "leads",
  };
  const due = target ? counted(hoursKnown(book, target.counts, calendarId, now), target.minutes * MINUTE) : null;
  const version = calendarKnown(book, calendarId, now)?.no ?? 0;
  const key = JSON.stringify([queue.id, calendarId, version, target ?? null, ladder?.ladderId, ladder?.no, meant]);
  return { key, setup, due };
}

/** In the order they are taken, with all repetitions, and how many minutes each waits. */
function allSteps(ladder: Ladder): { step: Step; wait: number }[] {
  const found: { step: Step; wait: number }[] = [];
  for (let place: Place | null = FIRST; place; place = placeAfter(ladder, place)) {
    const step = ladder.steps[place.step];
    if (step) found.push({ step: { ...step, at: momentAt(ladder, place) }, wait: delayOf(ladder, place) });
  }
  return found;
}

/** Null: it goes by a delay. Undefined: by a promise that nobody made, so it is passed over. */
function momentIn({ book, now }: Around, subject: Subject, { at }: Step): CoveredStep["at"] | undefined {
  if (!at) return null;
  const policy = policyFor(book, subject, now)?.policy;
  const target = policy && targetOf(policy, subject, at.promise === "response" ? "first" : "total-resolution");
  if (!target) return undefined;
  const hours: Hours = hoursKnown(book, target.counts, policy.calendarId, now);
  return { hours, target: Math.max(0, (target.minutes * at.percent) / 100 + at.minutes) * MINUTE };
}

/** Of a new question hears who works in its queue; where nobody does, everybody who answers. */
async function toldOfOpening({ ctx, people }: Around, queue: Queue): Promise<readonly Person[]> {
  const members = await membersOf(ctx, queue.id);
  const agents = people.filter(({ role }) => role === "agent");
  return [members, agents, people].find(({ length }) => length > 0) ?? [];
}

/** Those who chose the same and are never away are reached at the same moments: one of them stands for all. */
function listenersOf(around: Around, people: readonly { id: number }[], urgency: "normal" | "urgent"): Listener[] {
  const listeners = new Map<unknown, Listener>();
  for (const { id } of people) {
    const channel = around.channels[urgency].get(id);
    const away = around.absences.filter(({ personId }) => personId === id).map((one) => awayOf(around, one, urgency));
    if (channel) listeners.set(away.length === 0 ? channel : id, { channel, away });
  }
  return [...listeners.values()];
}

/** Only what a ladder says goes to deputies. */
function awayOf({ absences, channels }: Around, { from, to, deputyId }: Absence, urgency: "normal" | "urgent"): Away {
  const channel = deputyId === null || urgency === "normal" ? undefined : channels.urgent.get(deputyId);
  if (!channel) return { from, to };
  return { from, to, deputy: { channel, away: absences.filter(({ personId }) => personId === deputyId) } };
}

function shiftsOf({ turns, channels }: Around, { rotas, nextRotas }: Step): Shift[][] {
  const channelFor = (personId: number | null) => (personId === null ? null : (channels.urgent.get(personId) ?? null));
  const now = rotas.map((id) => turns.get(id) ?? []);
  const next = nextRotas.map((id) =>
    (turns.get(id) ?? []).map((turn, place, all) => ({ ...turn, personId: nextIn(all, place) })),
  );
  return [...now, ...next].map((all) =>
    all.map(({ from, to, personId }) => ({ from, to, channel: channelFor(personId) })),
  );
}

const nextIn = (turns: readonly Turns[], place: number): number | null => turns[place + 1]?.personId ?? null;
