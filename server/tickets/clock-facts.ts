import type { Fact, Standing } from "#server/escalation/facts.ts";
import { after, BEFORE, type TicketEvent } from "./history.ts";
import type { State, Status } from "./ticket.ts";

export type PastEvent = { at: number; event: TicketEvent };

const STANDS: Record<Status, Standing> = { new: "open", open: "open", waiting: "waiting", resolved: "resolved" };

const SAID: Partial<Record<TicketEvent["kind"], Fact["said"]>> = {
  opened: "asked",
  asked: "asked",
  answered: "answered",
};

/** What the history of a ticket tells the service clocks. Who speaks counts, not how. */
export function factsOf(events: readonly PastEvent[]): Fact[] {
  let state: State = BEFORE;
  return events.map(({ at, event }) => {
    state = after(state, event, at);
    return {
      at,
      said: SAID[event.kind] ?? null,
      stands: STANDS[state.status],
      subject: { priority: state.urgency, category: state.category },
      ...(event.kind === "waived" ? { waives: event.data } : {}),
    };
  });
}
