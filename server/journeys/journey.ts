import { LIMITS, type Limits } from "./limits.ts";
import { type Facts, factsOf, type TicketFact } from "./outcome.ts";
import type { IsQualified } from "./reads.ts";
import type { Seen } from "./seen.ts";
import { joined, sessionsOf } from "./sessions.ts";

/** Without PENDING, which is a matter of when one asks, not of what happened. */
export const OUTCOMES = ["browse", "failed", "confirmed", "unsolved", "probable", "silent"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** One need of one person, from the first look to the last: a few sessions at most. */
export type Journey = Facts & { id: string; start: number; end: number; outcome: Outcome; limits: Limits };

/**
 * R1 to R12: the journeys of one person. `events` may come in any order and more than once; `tickets` are what became of
 * the tickets this person opened, whoever told. Pure: the same events give the same journeys.
 */
export function journeysOf(
  events: readonly Seen[],
  tickets: readonly TicketFact[],
  isQualified: IsQualified,
  limits: Limits = LIMITS,
): Journey[] {
  return joined(sessionsOf(events, limits), limits).map((sessions) => {
    const own = sessions.flatMap((session) => session.events);
    const [start, end] = [sessions[0]?.start ?? 0, sessions.at(-1)?.end ?? 0];
    const { outcome, ...facts } = factsOf(own, { start, end }, tickets, isQualified, limits);
    return { id: own[0]?.id ?? "", start, end, outcome, ...facts, limits };
  });
}

/** R9: too young to be judged, unless it has failed already. */
export const isPending = (
  { outcome, end, limits }: Pick<Journey, "outcome" | "end" | "limits">,
  now: number,
): boolean => outcome !== "failed" && outcome !== "browse" && now - end < limits.ripening;
