import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { deskPlace } from "#server/tickets/desk-place.ts";
import { after, BEFORE, canWait, type TicketEvent } from "#server/tickets/history.ts";
import { countersOf } from "#server/tickets/tally.ts";
import type { State } from "#server/tickets/ticket.ts";

const opened: TicketEvent = { kind: "opened", data: { urgency: "high", category: "branches" } };
const asked: TicketEvent = { kind: "asked", data: {} };
const answered: TicketEvent = { kind: "answered", data: { waits: false } };
const answeredAndWaits: TicketEvent = { kind: "answered", data: { waits: true } };
const noted: TicketEvent = { kind: "noted", data: {} };
const resolved: TicketEvent = { kind: "resolved", data: { label: "not-basic", article: null } };
const labelled: TicketEvent = { kind: "labelled", data: { label: "not-basic", article: null } };
const thanked: TicketEvent = { kind: "thanked", data: {} };
const reopened: TicketEvent = { kind: "reopened", data: {} };
const setWaiting: TicketEvent = { kind: "triaged", data: { status: "waiting" } };
const setOpen: TicketEvent = { kind: "triaged", data: { status: "open" } };
const given: TicketEvent = { kind: "assigned", data: { from: null, to: 7 } };

/** The state after these events, the first at 1000, each a second later than the one before. */
const live = (...events: TicketEvent[]): State =>
  events.reduce((state, event, place) => after(state, event, 1000 * (place + 1)), BEFORE);

const CASES: [string, TicketEvent[], Partial<State>][] = [
  ["a question is new and waits", [opened], { status: "new", unansweredSince: 1000, urgency: "high", messages: 1 }],
  ["asking again keeps the older wait", [opened, asked], { status: "new", unansweredSince: 1000, publicMessages: 2 }],
  ["an answer ends the wait", [opened, answered], { status: "open", unansweredSince: null, firstReplyAt: 2000 }],
  ["the first answer stays the first", [opened, answered, asked, answered], { firstReplyAt: 2000, status: "open" }],
  ["an answer may hand over the next word", [opened, answeredAndWaits], { status: "waiting", unansweredSince: null }],
  ["the requester's word ends waiting", [opened, answeredAndWaits, asked], { status: "open", unansweredSince: 3000 }],
  ["a note changes nothing a requester knows", [opened, noted], { status: "new", updatedAt: 1000, publicMessages: 1 }],
  ["a label changes nothing a requester knows", [opened, resolved, labelled], { updatedAt: 2000, resolvedAt: 2000 }],
  ["a resolution ends the wait", [opened, resolved], { status: "resolved", resolvedAt: 2000, unansweredSince: null }],
  ["a question afterwards opens it again", [opened, resolved, asked], { status: "open", resolvedAt: null }],
  ["thanks do not", [opened, resolved, thanked], { status: "resolved", resolvedAt: 2000, unansweredSince: null }],
  ["an answer afterwards does not", [opened, resolved, answered], { status: "resolved", resolvedAt: 2000 }],
  ["reopening makes it open", [opened, resolved, reopened], { status: "open", resolvedAt: null }],
  [
    "waiting by hand ends the wait",
    [opened, answered, asked, setWaiting],
    { status: "waiting", unansweredSince: null },
  ],
  ["and may be taken back", [opened, answered, setWaiting, setOpen], { status: "open" }],
  ["taking it says who has it", [opened, given], { assigneeId: 7, status: "new", unansweredSince: 1000 }],
];

for (const [name, events, expected] of CASES) {
  test(name, () => {
    const state = live(...events);
    for (const [field, value] of Object.entries(expected)) assert.equal(state[field as keyof State], value, field);
  });
}

test("waiting starts with something that was said", () => {
  assert.equal(canWait(live(opened)), false);
  assert.equal(canWait(live(opened, noted)), false);
  assert.equal(canWait(live(opened, answered)), true);
  assert.equal(canWait(live(opened, answered, resolved)), false);
});

test("on the desk what is due comes first, then the longest wait, then what is open, then what was resolved last", () => {
  const waits = (since: number) =>
    deskPlace(
      { status: "new", unansweredSince: since, updatedAt: since, resolvedAt: null, spamAt: null, wakeAt: null },
      null,
    );
  const open = (at: number) =>
    deskPlace(
      { status: "open", unansweredSince: null, updatedAt: at, resolvedAt: null, spamAt: null, wakeAt: null },
      null,
    );
  const done = (at: number) =>
    deskPlace(
      { status: "resolved", unansweredSince: null, updatedAt: at, resolvedAt: at, spamAt: null, wakeAt: null },
      null,
    );
  const now = Date.UTC(2026, 5, 9);
  const due = deskPlace(
    { status: "open", unansweredSince: null, updatedAt: now, resolvedAt: null, spamAt: null, wakeAt: null },
    now - 99,
  );
  const places = [due, waits(now - 9), waits(now), open(now - 9), open(now), done(now), done(now - 9)];
  assert.deepEqual(
    places,
    [...places].sort((one, other) => one - other),
  );
});

const anyEvent = fc.constantFrom(asked, answered, answeredAndWaits, noted, resolved, thanked, reopened, setOpen, given);

test("whatever happens, a resolved ticket waits for nobody and only a resolved one has a time of resolution", () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 30 }), (events) => {
      const state = live(opened, ...events.filter((event) => event !== setOpen));
      assert.equal(state.status === "resolved", state.resolvedAt !== null);
      if (state.status === "resolved" || state.status === "waiting") assert.equal(state.unansweredSince, null);
      if (state.status === "new") assert.equal(state.firstReplyAt, null);
      assert.ok(state.publicMessages <= state.messages && state.updatedAt >= state.openedAt);
    }),
  );
});

test("a ticket stands in each counter once, a resolved one in none", () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 30 }), (events) => {
      const state = live(opened, ...events);
      const names = countersOf({ ...state, requesterId: 3 });
      assert.equal(new Set(names).size, names.length);
      assert.equal(names.length === 0, state.status === "resolved");
      assert.equal(names.includes("tickets.unanswered"), state.status !== "resolved" && state.unansweredSince !== null);
    }),
  );
});
