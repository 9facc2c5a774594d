import { type Book, calendarKnown, hoursKnown, type PolicyVersion, policyFor } from "./book.ts";
import { deadline, elapsedTime, NO_TIME_LEFT, warning } from "./due.ts";
import type { NamedPause } from "./explaining.ts";
import { type Fact, type Stretch, stretchesOf } from "./facts.ts";
import type { Hours } from "./hours.ts";
import { type Metric, type Target, targetOf } from "./policy.ts";
import { type Run, runsOf } from "./runs.ts";

export const CLOCK_STATES = ["running", "paused", "met", "breached", "cancelled"] as const;
export type ClockState = (typeof CLOCK_STATES)[number];

/** How a target came to be missed: its time ran out, or a change moved its deadline into the past. */
export type BreachKind = "time" | "change";

/** A promise and how it stands. A clock that was missed and still runs is "running" with a breach. */
export type Clock = {
  metric: Metric;
  /** Counts the rounds of next responses; 1 for all others. */
  n: number;
  policyId: number;
  policyVersion: number;
  calendarId: number;
  calendarVersion: number;
  counts: Target["counts"];
  targetMs: number;
  startedAt: number;
  stoppedAt: number | null;
  /** The open time without pauses until it stopped; null while it has not. */
  usedMs: number | null;
  state: ClockState;
  /** Null while it is paused, and when the calendar has no time left. */
  dueAt: number | null;
  warnAt: number | null;
  breachedAt: number | null;
  breachKind: BreachKind | null;
  waivedReason: string | null;
  note: string | null;
  /** A pause that goes on ends at Infinity. */
  pauses: NamedPause[];
};

const REASONS = { waiting: "waiting for the requester", "on hold": "on hold", resolved: "resolved" } as const;

/**
 * Every clock of a question as of `now`, from what happened to it and from the versions of policies and calendars:
 * the one place that derives them, so that a clock that was stored can be rebuilt and compared. A clock that has
 * stopped knows only the versions made until then, so it never moves again.
 */
export function clocksOf(facts: readonly Fact[], book: Book, now: number): Clock[] {
  const stretches = stretchesOf(facts);
  return runsOf(facts).flatMap((run) => clockOf(run, facts, stretches, book, now) ?? []);
}

function clockOf(run: Run, facts: readonly Fact[], stretches: Stretch[], book: Book, now: number): Clock | null {
  const end = run.stoppedAt ?? now;
  const eras = erasOf(run, facts, book, end);
  const current = eras.at(-1);
  const last = eras.findLast((era) => era.promise !== null);
  if (!current || !last?.promise) return null;
  const { target, version, hours, calendarVersion } = last.promise;
  const isCancelled = current.promise === null || facts.at(-1)?.stands === "gone";
  const pauses = pausesIn(stretches, run, target, end);
  const isPaused = run.stoppedAt === null && pauses.some(({ to }) => to === Infinity);
  const breach = breachIn(eras, run, stretches);
  const targetMs = target.minutes * 60_000;
  const ended = pauses.filter(({ to }) => to !== Infinity);
  const due = isPaused ? null : deadline(hours, run.startedAt, targetMs, ended);
  const state = stateOf(run, isPaused, isCancelled, breach !== null);
  return {
    metric: run.metric,
    n: run.n,
    policyId: version.policyId,
    policyVersion: version.no,
    calendarId: version.policy.calendarId,
    calendarVersion,
    counts: target.counts,
    targetMs,
    startedAt: run.startedAt,
    stoppedAt: run.stoppedAt,
    usedMs: run.stoppedAt === null ? null : elapsedTime(hours, run.startedAt, run.stoppedAt, pauses),
    state,
    dueAt: state === "cancelled" ? null : due,
    warnAt: state === "running" ? warning(hours, run.startedAt, targetMs, target.warnPercent, ended) : null,
    breachedAt: breach?.at ?? null,
    breachKind: breach?.kind ?? null,
    waivedReason: waiverOf(facts, run),
    note: due === null && !isPaused ? NO_TIME_LEFT : null,
    pauses,
  };
}

function stateOf({ stoppedAt }: Run, isPaused: boolean, isCancelled: boolean, isBreached: boolean): ClockState {
  if (isCancelled) return "cancelled";
  if (stoppedAt !== null) return isBreached ? "breached" : "met";
  return isPaused ? "paused" : "running";
}

const waiverOf = (facts: readonly Fact[], { metric, n }: Run): string | null =>
  facts.findLast(({ waives }) => waives?.metric === metric && waives.n === n)?.waives?.reason ?? null;

/** When it stood still: by what the target allows, and for the total resolution while it was resolved. */
function pausesIn(
  stretches: Stretch[],
  { metric, startedAt, stoppedAt }: Run,
  target: Target,
  end: number,
): NamedPause[] {
  return stretches.flatMap(({ from, to, stands }) => {
    const isPause =
      stands === "resolved"
        ? metric === "total-resolution" && to !== Infinity
        : target.pausedBy.includes(stands as never);
    // A pause may begin this very moment.
    const isLater = from > end || (from === end && stoppedAt !== null);
    if (!isPause || to <= startedAt || isLater) return [];
    return [{ from: Math.max(from, startedAt), to, reason: REASONS[stands as keyof typeof REASONS] }];
  });
}

type Promised = { version: PolicyVersion; target: Target; hours: Hours; calendarVersion: number };
/** A stretch during which the same promise held. */
type Era = { from: number; to: number; promise: Promised | null };

/** Cuts a run wherever the question was re-classified or a version was made that it had to follow. */
function erasOf({ metric, startedAt, stoppedAt }: Run, facts: readonly Fact[], book: Book, end: number): Era[] {
  const changes = [...facts, ...book.policies, ...book.calendars].map((one) => ("at" in one ? one.at : one.madeAt));
  // A clock that runs follows what was decided this very moment; one that stopped then does not.
  const isKnown = (at: number) => at > startedAt && (at < end || (at === end && stoppedAt === null));
  const cuts = [...new Set(changes.filter(isKnown))].sort((a, b) => a - b);
  const eras: Era[] = [];
  for (const [place, from] of [startedAt, ...cuts].entries()) {
    const to = cuts[place] ?? Math.max(end, startedAt);
    const promise = promiseAt(metric, facts, book, from);
    const last = eras.at(-1);
    if (last && isSame(last.promise, promise)) last.to = to;
    else eras.push({ from, to, promise });
  }
  return eras;
}

function promiseAt(metric: Metric, facts: readonly Fact[], book: Book, at: number): Promised | null {
  const subject = facts.findLast((fact) => fact.at <= at)?.subject;
  const version = subject && policyFor(book, subject, at);
  const target = version && targetOf(version.policy, subject, metric);
  const calendar = version && calendarKnown(book, version.policy.calendarId, at);
  if (!target || !calendar) return null;
  const hours = hoursKnown(book, target.counts, calendar.calendarId, at);
  return { version, target, hours, calendarVersion: calendar.no };
}

const isSame = (one: Promised | null, other: Promised | null) =>
  one?.version === other?.version && one?.target === other?.target && one?.calendarVersion === other?.calendarVersion;

type Breach = { at: number; kind: BreachKind };

/** The first era in which the deadline lay before its end. What came later does not take it back. */
function breachIn(eras: readonly Era[], run: Run, stretches: Stretch[]): Breach | null {
  for (const { from, to, promise } of eras) {
    if (!promise || from >= to) continue;
    const pauses = pausesIn(stretches, run, promise.target, to).map((one) => ({ ...one, to: Math.min(one.to, to) }));
    const due = deadline(promise.hours, run.startedAt, promise.target.minutes * 60_000, pauses);
    const at = due === null ? Infinity : endOfGap(stretches, Math.max(due, from));
    if (due !== null && at < to) return { at, kind: due < from ? "change" : "time" };
  }
  return null;
}

/** Nothing is missed while it is resolved; what comes back too late is missed when it comes back. */
const endOfGap = (stretches: Stretch[], at: number): number =>
  stretches.find(({ from, to, stands }) => stands === "resolved" && from <= at && at < to)?.to ?? at;
