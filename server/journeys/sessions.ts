import type { Limits } from "./limits.ts";
import { byTime, normalised, type Seen } from "./seen.ts";

/** What somebody did without a long pause. A search that was retyped stands once, with how often it was typed. */
export type Session = { events: (Seen & { times: number })[]; start: number; end: number };

/** R1, R2: one person's own deeds, each once, in the order of time. That a list was shown to them is none. */
export function ownEvents(events: readonly Seen[]): Seen[] {
  const own = events.filter(({ kind, type }) => kind === "dev" && type !== "impression");
  const once = new Map(own.map((event) => [event.id, event]));
  return [...once.values()].sort(byTime);
}

/** R3, R4. Exactly the limit of quiet still continues a session. */
export function sessionsOf(events: readonly Seen[], limits: Limits): Session[] {
  const sessions: Seen[][] = [];
  for (const event of ownEvents(events)) {
    const last = sessions.at(-1);
    const isSoon = last && event.at - (last.at(-1)?.at ?? 0) <= limits.quiet;
    if (isSoon) last.push(event);
    else sessions.push([event]);
  }
  return sessions.map((some) => ({
    events: withoutRetyping(some, limits),
    start: some[0]?.at ?? 0,
    end: some.at(-1)?.at ?? 0,
  }));
}

/** R4. */
function withoutRetyping(events: readonly Seen[], limits: Limits): Session["events"] {
  const kept: Session["events"] = [];
  for (const event of events) {
    const last = kept.at(-1);
    if (last && isRetyped(last, event, limits)) kept[kept.length - 1] = { ...event, times: last.times + 1 };
    else kept.push({ ...event, times: 1 });
  }
  return kept;
}

function isRetyped(before: Seen, event: Seen, limits: Limits): boolean {
  if (before.type !== "search" || event.type !== "search" || event.at - before.at > limits.retyping) return false;
  if (before.q === null || event.q === null) return false;
  const [one, other] = [normalised(before.q), normalised(event.q)];
  return one.startsWith(other) || other.startsWith(one);
}

/** R5: neighbouring sessions are one journey when they are near and have an article or the very same words in common. */
export function joined(sessions: readonly Session[], limits: Limits): Session[][] {
  const journeys: Session[][] = [];
  for (const session of sessions) {
    const last = journeys.at(-1);
    const before = last?.at(-1);
    if (last && before && session.start - before.end <= limits.apart && haveInCommon(before, session))
      last.push(session);
    else journeys.push([session]);
  }
  return journeys;
}

function haveInCommon(one: Session, other: Session): boolean {
  const known = subjectsOf(one);
  return [...subjectsOf(other)].some((subject) => known.has(subject));
}

const subjectsOf = ({ events }: Session) =>
  new Set(
    events.flatMap(({ type, article, q }) => {
      if (article !== null) return [`article ${article}`];
      return type === "search" && q !== null ? [`words ${normalised(q)}`] : [];
    }),
  );
