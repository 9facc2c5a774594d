import type { Fact } from "#server/escalation/facts.ts";
import type { Moment, Place } from "#server/escalation/ladder.ts";
import { officeHours, readCalendar } from "#server/escalation/written-calendar.ts";
import { MINUTE } from "#server/platform/clock.ts";
import { countMinutes } from "./calendars.ts";
import { HELD_FOR, type Played, PROMISES, type Watcher } from "./ladder-play.ts";

type Pad = { used: number; place: number; isAtOnce: boolean; isLost: boolean; wasTold: boolean; held: Set<number> };
type Counter = { isRunning: boolean; used: number; target: number };

/** Somebody with a note pad, who looks at the wall clock and at what happened, and knows nothing of deadlines. */
export function watchWithPad({ ladder, empty }: Played): Watcher {
  const calendar = readCalendar(officeHours("Europe/Berlin"));
  const places: Place[] = Array.from({ length: ladder.repeat + 1 }, (_, round) =>
    ladder.steps.map((_step, step) => ({ round, step })).slice(round === 0 ? 0 : ladder.repeatFrom),
  ).flat();
  const isAgain = ({ round, step }: Place) => round > 0 && step === ladder.repeatFrom;
  const pads = new Map<string, Pad>();
  const response: Counter = { isRunning: true, used: 0, target: PROMISES.first ?? 0 };
  const resolution: Counter = { isRunning: true, used: 0, target: PROMISES["total-resolution"] ?? 0 };
  let [cycle, n, seen] = [0, 0, 0];
  let [isWaiting, isAnswered] = [false, false];
  let idle = Infinity;
  let [heldUntil, stormUntil] = [-Infinity, -Infinity];
  let last: number | null = null;
  let lastTold: Pad | undefined;

  const current = () => pads.get(`unheard ${cycle} ${n}`);
  const isOver = ({ promise, percent, minutes }: Moment) => {
    const { isRunning, used, target } = promise === "response" ? response : resolution;
    return isRunning && used >= Math.max(0, (target * percent) / 100 + minutes);
  };
  const isThere = ({ promise }: Moment) => (promise === "response" ? response : resolution).isRunning;
  const isBlocked = (stands: Fact["stands"], minute: number, pad?: Pad) =>
    idle < ladder.ackMinutes ||
    stands === "waiting" ||
    minute < heldUntil ||
    (minute < stormUntil && pad?.held.has(pad.place) === true);

  return {
    storm: (until) => {
      stormUntil = until;
    },
    lose: () => {
      if (lastTold?.wasTold && lastTold === [...pads.values()].findLast((pad) => pad.place > 0)) lastTold.isLost = true;
    },
    look: (facts, now) => {
      for (let minute = last ?? (facts[0] as Fact).at; minute < now; minute += MINUTE) count(facts, minute);
      apply(facts, now);
      last = now;
      const pad = current();
      if (!isWaiting || !pad) return [];
      return climb(pad, facts, now);
    },
  };

  function count(facts: readonly Fact[], minute: number): void {
    apply(facts, minute);
    const isOpen = countMinutes(calendar, minute, minute + MINUTE) === 1;
    const { stands } = facts[seen - 1] as Fact;
    const pad = current();
    const counts = ladder.steps[places[pad?.place ?? 0]?.step ?? 0]?.counts === "calendar" || isOpen;
    if (isWaiting && pad && !isBlocked(stands, minute, pad) && counts) pad.used++;
    if (!isOpen) return;
    idle++;
    if (response.isRunning) response.used++;
    if (resolution.isRunning && stands !== "waiting") resolution.used++;
  }

  function climb(pad: Pad, facts: readonly Fact[], now: number): string[] {
    for (let place = places[pad.place]; place; place = places[pad.place]) {
      if (isBlocked((facts[seen - 1] as Fact).stands, now, pad)) return [];
      const { at: moment = null, afterMinutes = 0 } = ladder.steps[place.step] ?? {};
      const at = isAgain(place) ? null : moment;
      const delay = isAgain(place) ? ladder.repeatAfterMinutes : afterMinutes;
      if (at && isThere(at) && !isOver(at) && !pad.isLost) return [];
      if (!at && pad.used < delay && !pad.isAtOnce && !pad.isLost) return [];
      const next = ladder.steps[place.step + 1]?.at;
      const isPassed = at !== null && (!isThere(at) || (next ? isOver(next) : false));
      const isEmpty = isPassed || empty.includes(place.step);
      if (!isEmpty && now < stormUntil && !pad.held.has(pad.place)) {
        pad.held.add(pad.place);
        return [];
      }
      Object.assign(pad, { used: 0, place: pad.place + 1, isAtOnce: isEmpty, isLost: false, wasTold: !isEmpty });
      lastTold = pad;
      if (!isEmpty) return [`unheard ${cycle} ${n} ${place.round}.${place.step}`];
    }
    return [];
  }

  function apply(facts: readonly Fact[], until: number): void {
    for (; seen < facts.length && (facts[seen] as Fact).at <= until; seen++) note(facts, seen);
  }

  function note(facts: readonly Fact[], index: number): void {
    const { said, stands, does, isByStaff, at, assigns } = facts[index] as Fact;
    const before = facts[index - 1];
    if (before?.stands === "resolved" && stands !== "resolved") [cycle, n] = [cycle + 1, -1];
    const isEnd = said === "answered" || stands === "resolved";
    if (isEnd) isWaiting = false;
    else if (said === "asked" && !isWaiting) {
      isWaiting = true;
      n = before ? n + 1 : 0;
      const fresh = { used: 0, place: 0, isAtOnce: false, isLost: false, wasTold: false, held: new Set<number>() };
      pads.set(`unheard ${cycle} ${n}`, fresh);
    }
    const pad = current();
    const isAnew = (ladder.since === "message" && said === "asked") || (ladder.since === "assigned" && assigns);
    if (pad?.place === 0 && isWaiting && isAnew) pad.used = 0;
    if (isEnd) [response.isRunning, isAnswered] = [false, true];
    else if (said === "asked" && isAnswered && !response.isRunning)
      Object.assign(response, { isRunning: true, used: 0, target: PROMISES.next });
    resolution.isRunning = stands !== "resolved";
    if (stands === "resolved" || does === "frees") heldUntil = -Infinity;
    else if (does === "holds") heldUntil = at + HELD_FOR;
    if (stands === "resolved" || does === "releases") idle = Infinity;
    else if (does === "acknowledges" || (isByStaff && idle < ladder.ackMinutes)) idle = 0;
  }
}
