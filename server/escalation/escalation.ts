import { type Block, blockersAt, blocksOf } from "./blockers.ts";
import { type Book, hoursKnown, policyFor } from "./book.ts";
import { deadline, elapsedTime } from "./due.ts";
import type { Fact } from "./facts.ts";
import type { Hours } from "./hours.ts";
import {
  countsAt,
  delayOf,
  FIRST,
  type Ladder,
  type LadderVersion,
  ladderFor,
  type Moment,
  momentAt,
  type Place,
  placeAfter,
} from "./ladder.ts";
import { momentOf } from "./moments.ts";
import { type Wait, waitsOf } from "./waits.ts";

export const FIRE_OUTCOMES = ["told", "empty", "fallback"] as const;

/** A step that was taken, and when it really was. `lostAt`: when it turned out that nobody can hear of it. */
export type Fire = Place & { firedAt: number; outcome: (typeof FIRE_OUTCOMES)[number]; lostAt?: number | null };

/** Where a ladder stands. Armed: it fires at `dueAt`. Frozen: `leftMs` of its step's own time are kept. */
export type Escalation = Wait & {
  priority: string;
  version: LadderVersion;
  state: "armed" | "frozen" | "ended";
  /** The step that comes next. Null when the ladder is used up. */
  place: Place | null;
  dueAt: number | null;
  leftMs: number | null;
  /** Why its step is passed over though it is due: it goes by a promise that does not run, or so does a later one. */
  passes: Pass | null;
  blockers: Block[];
  ended: "answered" | "resolved" | "used up" | null;
  /** How many steps were taken: a button that knew another number is stale. */
  lockNo: number;
};

export type Pass = "no such promise runs" | "overtaken by a later step";

export type WaitKey = Pick<Wait, "trigger" | "cycle" | "n">;
export const keyOf = ({ trigger, cycle, n }: WaitKey) => `${trigger} ${cycle} ${n}`;

/** What is kept of ladders besides the steps that were taken: when a storm brake held them, to which version they were moved. */
export type Besides = { held: ReadonlyMap<string, readonly Block[]>; moved: ReadonlyMap<string, number> };
const NOTHING: Besides = { held: new Map(), moved: new Map() };

const inVersion = (ladders: readonly LadderVersion[], first: LadderVersion, no: number | undefined): LadderVersion =>
  ladders.find((one) => one.ladderId === first.ladderId && one.no === no) ?? first;

/**
 * Every ladder of a question as of `now`, from what happened to it and the steps that were taken. The delay of a step
 * counts from when the step before it really fired, in the step's own clock, less the time anything blocked it (`held`:
 * by the storm brake, too); after a step that told nobody, or that nobody can hear of, there is none. This is the only place that arms, freezes or ends one. A wait that began before any ladder was made has none.
 */
export function escalationsOf(
  facts: readonly Fact[],
  fires: ReadonlyMap<string, readonly Fire[]>,
  book: Book,
  ladders: readonly LadderVersion[],
  now: number,
  { held, moved }: Besides = NOTHING,
): Escalation[] {
  return waitsOf(facts).flatMap((wait) => {
    const subject = facts.findLast(({ at }) => at <= wait.anchorAt)?.subject;
    const key = keyOf(wait);
    const first = subject && ladderFor(ladders, subject, wait.anchorAt);
    const version = first && inVersion(ladders, first, moved.get(key));
    if (!version) return [];
    const one = stateOf(wait, version, facts, fires.get(key) ?? [], held.get(key) ?? [], book, now);
    return [{ ...one, passes: passOf(one, facts, book, now) }];
  });
}

/** Asked only of a step that is due, so that it costs nothing before. */
function passOf(one: Escalation, facts: readonly Fact[], book: Book, now: number): Pass | null {
  if (one.state !== "armed" || !one.place || one.dueAt === null || one.dueAt > now) return null;
  const { version, place } = one;
  const moment = momentAt(version.ladder, place);
  if (!moment) return null;
  if (!momentOf(moment, facts, book, now)) return "no such promise runs";
  const next = momentAt(version.ladder, { ...place, step: place.step + 1 });
  const at = next ? momentOf(next, facts, book, now)?.at : null;
  return at !== null && at !== undefined && at <= now ? "overtaken by a later step" : null;
}

function stateOf(
  wait: Wait,
  version: LadderVersion,
  facts: readonly Fact[],
  fires: readonly Fire[],
  held: readonly Block[],
  book: Book,
  now: number,
): Escalation {
  const { ladder } = version;
  const last = fires.at(-1);
  const place = last ? placeAfter(ladder, last) : FIRST;
  const priority = facts.at(-1)?.subject.priority ?? "normal";
  const common = {
    ...wait,
    priority,
    version,
    place,
    lockNo: fires.length,
    dueAt: null,
    leftMs: null,
    passes: null,
    blockers: [],
  };
  if (wait.endReason) return { ...common, state: "ended", ended: wait.endReason };
  const blocks = [...blocksOf(facts, ackHours(facts, book, now), ladder.ackMinutes * 60_000), ...held];
  const blockers = blockersAt(blocks, now);
  // Used up: until somebody says that they have seen it, those who lead have it before their eyes.
  if (!place) return { ...common, state: "ended", ended: "used up", blockers };
  const lostAt = last?.lostAt ?? null;
  const passedAt = lostAt ?? (last?.outcome === "empty" ? last.firedAt : null);
  const moment = momentAt(ladder, place);
  if (moment && lostAt === null) return { ...common, ...byPromise(moment, blockers, facts, book, now), ended: null };
  const hours = hoursFor(facts, book, countsAt(ladder, place), now);
  const base = passedAt ?? last?.firedAt ?? anchorOf(wait, ladder, facts);
  const delay = passedAt === null ? delayOf(ladder, place) * 60_000 : 0;
  const passed = blocks.map((one) => ({ ...one, to: Math.min(one.to, now) })).filter(({ from, to }) => from < to);
  if (blockers.length > 0) {
    const left = Math.max(0, delay - elapsedTime(hours, base, Math.max(base, now), passed));
    return { ...common, state: "frozen", leftMs: left, blockers, ended: null };
  }
  return { ...common, state: "armed", dueAt: dueOf(hours, base, delay, passed), ended: null };
}

/** From when the first step counts. What was begun by hand counts from then. */
function anchorOf({ trigger, anchorAt }: Wait, { since }: Ladder, facts: readonly Fact[]): number {
  if (since === "asked" || trigger === "by hand") return anchorAt;
  const isIt = ({ said, assigns }: Fact) => (since === "message" ? said === "asked" : assigns === true);
  return Math.max(anchorAt, facts.findLast(isIt)?.at ?? anchorAt);
}

/** Without such a promise it is due at once, and finds that it is not meant. */
function byPromise(moment: Moment, blockers: Block[], facts: readonly Fact[], book: Book, now: number) {
  const { at, left } = momentOf(moment, facts, book, now) ?? { at: now, left: 0 };
  if (blockers.length > 0) return { state: "frozen" as const, leftMs: left, blockers };
  return { state: "armed" as const, dueAt: at };
}

/** A step without a delay is due at once, but not while something blocks it. */
function dueOf(hours: Hours, base: number, delay: number, passed: readonly Block[]): number | null {
  if (delay > 0) return deadline(hours, base, delay, passed);
  return Math.max(base, ...passed.filter(({ from, to }) => from <= base && base < to).map(({ to }) => to));
}

/** By the calendar of the promise the question has; without one, around the clock. */
function hoursFor(facts: readonly Fact[], book: Book, counts: "business" | "calendar", now: number): Hours {
  const subject = facts.at(-1)?.subject;
  const calendarId = subject && policyFor(book, subject, now)?.policy.calendarId;
  return hoursKnown(book, calendarId === undefined ? "calendar" : counts, calendarId ?? 0, now);
}

/** An acknowledgement lasts a while of open time. */
export const ackHours = (facts: readonly Fact[], book: Book, now: number): Hours =>
  hoursFor(facts, book, "business", now);

/** Whether what a step had to say needs not be said any more. What only the storm brake holds, still waits. */
export const isSettled = ({ ended, blockers }: Escalation): boolean =>
  ended === "answered" || ended === "resolved" || blockers.some(({ why }) => why !== "storm brake");

/** When the portal has to look again: for the step that is due, or when the last acknowledgement lapses. */
export function nextLook({ state, dueAt, blockers, ended }: Escalation): number | null {
  if (state === "armed") return dueAt;
  if (state === "ended" && ended !== "used up") return null;
  if (blockers.length === 0) return null;
  const end = Math.max(...blockers.map(({ to }) => to));
  return Number.isFinite(end) ? end : null;
}
