import type { Fact, Standing } from "#server/escalation/facts.ts";
import { after, BEFORE, type TicketEvent } from "./history.ts";
import { makesLive } from "./imported-history.ts";
import { skipsIn, step } from "./order-folding.ts";
import type { State, Status } from "./ticket.ts";

/** Nobody stands behind what the portal does by itself. */
export type PastEvent = { at: number; by: number | null; event: TicketEvent };

const STANDS: Record<Status, Standing> = {
  new: "open",
  open: "open",
  waiting: "waiting",
  "on-hold": "on hold",
  resolved: "resolved",
  merged: "gone",
};

const SAID: Partial<Record<TicketEvent["kind"], Fact["said"]>> = {
  opened: "asked",
  asked: "asked",
  answered: "answered",
  informed: "answered",
};

const BY_WHO_ASKED: readonly TicketEvent["kind"][] = ["opened", "asked", "thanked"];

function saidBy(event: TicketEvent): Fact["said"] {
  if (event.kind === "opened" && event.data.byStaff) return "answered";
  if (event.kind === "took") return event.data.since === null ? null : "asked";
  return SAID[event.kind] ?? null;
}

/** What the history of a ticket tells the clocks and ladders. Who speaks counts, not how. */
export function factsOf(events: readonly PastEvent[], requesterId: number): Fact[] {
  // Spam that was none was waited for all along: only what is spam in the end is gone.
  const { spamAt } = events.reduce((now, { at, event }) => after(now, event, at), BEFORE);
  const skips = skipsIn(events);
  let state: State = BEFORE;
  let latest = 0;
  return events.map((past, place) => {
    const { at, by, event } = past;
    const { isSkipped, ...now } = step(skips, place, state, past);
    state = now.state;
    // A machine's clock that was set back must not turn the history around.
    latest = Math.max(latest, at);
    return {
      at: latest,
      said: isSkipped ? null : saidBy(event),
      stands: spamAt !== null && state.spamAt === spamAt ? "gone" : STANDS[state.status],
      subject: { priority: state.urgency, category: state.category, queueId: state.queueId },
      by,
      isByStaff: by !== null && by !== requesterId && !BY_WHO_ASKED.includes(event.kind),
      does: isSkipped ? null : meaningOf(event, by),
      ...(givesIt(event) ? { assigns: true as const } : {}),
      ...(event.kind === "waived" ? { waives: event.data } : {}),
      ...(event.kind === "took" && event.data.since !== null ? { since: event.data.since } : {}),
      ...(event.kind === "halted" ? { until: event.data.until } : {}),
    };
  });
}

const givesIt = (event: TicketEvent) =>
  (event.kind === "assigned" && event.data.to !== null) ||
  (event.kind === "escalated" && event.data.assignee !== undefined);

/**
 * The facts that clocks and ladders count by. What happened on another desk is one fact, at the moment the ticket came
 * live here: who spoke last, where it stands, who has it. One that is held has none.
 */
export function liveFactsOf(events: readonly PastEvent[], requesterId: number): Fact[] {
  const facts = factsOf(events, requesterId);
  const brought = events.findLastIndex(({ event }) => event.kind === "brought");
  if (brought === -1) return facts;
  const start = events.findIndex(({ event }, place) => place > brought && makesLive(event.kind));
  const first = facts[start];
  return first ? [comingLive(first, events.slice(0, start + 1)), ...facts.slice(start + 1)] : [];
}

function comingLive(fact: Fact, events: readonly PastEvent[]): Fact {
  const { unansweredSince, assigneeId } = events.reduce((now, { at, event }) => after(now, event, at), BEFORE);
  const isTaken = fact.does === null && assigneeId !== null;
  return {
    ...fact,
    said: unansweredSince === null ? "answered" : "asked",
    ...(isTaken ? { by: assigneeId, isByStaff: true, does: "acknowledges" as const } : {}),
    comesLive: true,
  };
}

/** An answer, taking it, and saying so acknowledge it; giving it back releases it. */
function meaningOf(event: TicketEvent, by: number | null): Fact["does"] {
  if (event.kind === "answered" || event.kind === "informed" || event.kind === "acknowledged") return "acknowledges";
  if (event.kind === "assigned")
    return event.data.to === null ? "releases" : event.data.to === by ? "acknowledges" : null;
  if (event.kind === "halted") return "holds";
  if (event.kind === "unhalted") return "frees";
  return event.kind === "escalated" && by !== null ? "escalates" : null;
}
