import type { PastEvent } from "./clock-facts.ts";
import { after, BEFORE } from "./history.ts";
import type { Restored } from "./order-history.ts";
import type { State } from "./ticket.ts";

/** Says of the event in a place, given the messages there are with it, whether it counts no more. */
type Skips = (place: number, before: State, now: State) => boolean;

/**
 * What was undone counts as if it had never been, and what was said in a message that was split off counts there:
 * merging and taking out again, taking in and giving back, and each word that moved.
 */
export function skipsIn(events: readonly PastEvent[]): Skips {
  const undone = new Set<number>();
  const open = new Map<string, number>();
  const moved = new Set<number>();
  for (const [place, { event }] of events.entries()) {
    if (event.kind === "merged") open.set("merged", place);
    if (event.kind === "took") open.set(event.data.from, place);
    if (event.kind === "unmerged" || event.kind === "gaveBack") {
      undone.add(open.get(event.kind === "unmerged" ? "merged" : event.data.from) ?? place);
      undone.add(place);
    }
    if (event.kind === "split") for (const one of event.data.places) moved.add(one);
    if (event.kind === "rejoined") for (const one of event.data.places) moved.delete(one);
    if (event.kind === "split" || event.kind === "rejoined") undone.add(place);
  }
  return (place, before, now) => undone.has(place) || (now.messages > before.messages && moved.has(now.messages));
}

/** The state before an event and after it, where it counts; what is skipped is counted as a message and nothing else. */
export const step = (skips: Skips, place: number, state: State, { event, at }: PastEvent) => {
  const now = after(state, event, at);
  const isSkipped = skips(place, state, now);
  const { messages, publicMessages, updatedAt } = now;
  return { isSkipped, state: isSkipped ? { ...state, messages, publicMessages, updatedAt } : now };
};

/** What a ticket with these events stands at. */
export function restoredFrom(events: readonly PastEvent[]): Restored {
  const skips = skipsIn(events);
  const { status, unansweredSince, firstReplyAt, resolvedAt, wakeAt } = events.reduce<State>(
    (state, event, place) => step(skips, place, state, event).state,
    BEFORE,
  );
  return { status, unansweredSince, firstReplyAt, resolvedAt, wakeAt };
}
