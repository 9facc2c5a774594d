import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import type { Person } from "#server/people/person.ts";
import { MINUTE } from "#server/platform/clock.ts";
import { Refusal } from "#server/platform/errors.ts";
import { assignTicket, triageTicket } from "#server/tickets/assigning.ts";
import { confideTicket } from "#server/tickets/confiding.ts";
import { deskPlace } from "#server/tickets/desk-place.ts";
import { after as afterEvent, BEFORE, type TicketEvent } from "#server/tickets/history.ts";
import { mergeTickets, undoMerge } from "#server/tickets/merging.ts";
import { saveQueue } from "#server/tickets/queue-saving.ts";
import { Overtaken, sendMessage } from "#server/tickets/replying.ts";
import { reopenTicket, resolveTicket } from "#server/tickets/resolving.ts";
import { snoozeTicket, wakeTicket } from "#server/tickets/snoozing.ts";
import { setAside, takeBack } from "#server/tickets/spam.ts";
import { splitTicket, undoSplit } from "#server/tickets/splitting.ts";
import { ticketByNumber } from "#server/tickets/store.ts";
import { countersOf } from "#server/tickets/tally.ts";
import { endWatch, letWatch } from "#server/tickets/watching.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask, note, readerOf, says } from "./question.ts";

type Step = { act: string; who: number; ticket: number; more: number };
const ACTS = ["ask", "reply", "wait", "note", "thanks", "take", "release", "triage", "resolve", "solved", "reopen"];
const RARE = ["confide", "open up", "spam", "no spam"];
const ORDER = ["move", "watch", "let in", "go", "snooze", "wake", "merge", "take apart", "split", "take back"];
const anyStep = fc.record({
  act: fc.constantFrom(...ACTS, ...RARE, ...ORDER),
  who: fc.nat(4),
  ticket: fc.nat(3),
  more: fc.nat(2),
});

/** Two questions, one merged into the other: by chance alone a run may see none. */
const MERGED: Step[] = [
  { act: "ask", who: 0, ticket: 0, more: 0 },
  { act: "ask", who: 1, ticket: 0, more: 0 },
  { act: "merge", who: 2, ticket: 0, more: 0 },
];

onEachEngine("random histories", (engine) => {
  let house: House;
  let queue: number;
  before(async () => {
    house = await buildHouse({ engine });
    const { cy, dee } = house.cast;
    const members = [{ personId: cy.id, part: "lead" as const }];
    queue = await saveQueue(house.ctx, dee, null, { name: "Of Cy", members, categories: [] });
  });
  after(() => house.close());

  const moveTo = (by: Person, number: number, seq: number, to: number) =>
    triageTicket(house.ctx, by, number, { seq, status: null, urgency: "normal", category: null, queue: to });

  async function take({ act, who, ticket, more }: Step, numbers: number[]): Promise<void> {
    const { ctx, cast } = house;
    const by = Object.values(cast)[who] as Person;
    const number = numbers[ticket % Math.max(1, numbers.length)];
    if (act === "ask" || number === undefined) return void numbers.push(await ask(house, by, `Question of ${by.name}`));
    const now = await ticketByNumber(ctx.db, number, null);
    assert.ok(now);
    const say = (message = says("Words")) => sendMessage(ctx, by, readerOf(by), number, message);
    if (act === "reply") await say();
    if (act === "wait") await say(says("Words", { next: "wait" }));
    if (act === "note") await say(note("Words"));
    if (act === "thanks") await say(says("Thanks", { next: "thanks" }));
    if (act === "take") await assignTicket(ctx, by, number, { from: now.assigneeId, to: by.id });
    if (act === "release") await assignTicket(ctx, by, number, { from: more === 0 ? null : now.assigneeId, to: null });
    if (act === "triage") {
      const status = (["open", "waiting", null] as const)[more] ?? null;
      const category = more === 0 ? null : "monitoring";
      await triageTicket(ctx, by, number, { seq: now.seq, status, urgency: more === 1 ? "high" : "low", category });
    }
    if (act === "resolve") await resolveTicket(ctx, by, readerOf(by), number, { label: "not-basic", article: null });
    if (act === "solved") await resolveTicket(ctx, by, readerOf(by), number, null);
    if (act === "confide") await confideTicket(ctx, by, number, more === 0 ? [] : [cast.cy.id]);
    if (act === "open up") await confideTicket(ctx, by, number, null);
    if (act === "spam") await setAside(ctx, by, number);
    if (act === "no spam") await takeBack(ctx, by, number);
    const other = numbers[(ticket + 1 + more) % numbers.length] ?? number;
    if (act === "move") await moveTo(by, number, now.seq, more === 0 ? 1 : queue);
    if (act === "watch") await letWatch(ctx, by, number, by.id);
    if (act === "let in") await letWatch(ctx, by, number, cast.zoe.id);
    if (act === "go") await endWatch(ctx, by, number, more === 0 ? by.id : cast.zoe.id);
    if (act === "snooze")
      await snoozeTicket(ctx, by, number, { until: ctx.clock.now() + (1 + more) * MINUTE, reason: "Later" });
    if (act === "wake") await wakeTicket(ctx, by, number);
    if (act === "merge") await mergeTickets(ctx, by, readerOf(by), number, other);
    if (act === "take apart") await undoMerge(ctx, by, number);
    if (act === "split")
      numbers.push(await splitTicket(ctx, by, number, { places: [2, 2 + more], subject: "Split off" }));
    if (act === "take back") await undoSplit(ctx, by, number);
    if (act === "reopen") await reopenTicket(ctx, by, readerOf(by), number);
  }

  test("counters equal a recount, and every row can be rebuilt from its events", async () => {
    let done = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 5, maxLength: 40 }), async (steps) => {
        const numbers: number[] = [];
        for (const step of steps) {
          if (step.more === 1) await house.wait(MINUTE);
          try {
            await take(step, numbers);
            done += 1;
          } catch (error) {
            if (!(error instanceof Refusal || error instanceof Overtaken)) throw error;
            refused += 1;
          }
        }
        assert.deepEqual(await counters(house), await recount(house));
        for (const number of numbers) await compareWithHistory(house, number);
      }),
      { numRuns: engine === "sqlite" ? 40 : 15, examples: [[MERGED]] },
    );
    assert.ok(done > refused / 2 && refused > 0, `${done} done, ${refused} refused`);
    const merges = await house.ctx.db.selectFrom("ticket_merge").select("id").execute();
    assert.ok(merges.length > 0, "some were merged");
  });
});

/** Counts of something else than tickets that are open. */
const OTHER_COUNTS = ["tickets.number", "tickets.used-up-day"];

async function counters({ ctx }: House): Promise<Record<string, number>> {
  const rows = await ctx.db.selectFrom("counter").selectAll().where("name", "like", "tickets.%").execute();
  return Object.fromEntries(
    rows
      .filter(({ name, value }) => !OTHER_COUNTS.includes(name) && Number(value) !== 0)
      .map(({ name, value }) => [name, Number(value)] as const)
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

async function recount({ ctx }: House): Promise<Record<string, number>> {
  const counts = new Map<string, number>();
  const rows = await ctx.db
    .selectFrom("ticket")
    .select([
      "status",
      "unanswered_since as unansweredSince",
      "assignee_id as assigneeId",
      "requester_id as requesterId",
      "queue_id as queueId",
      "insiders",
      "spam_at as spamAt",
      "held_at as heldAt",
    ])
    .execute();
  for (const row of rows) for (const name of countersOf(row)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** What the events add up to, and nothing else, stands in the row. */
async function compareWithHistory({ ctx }: House, number: number): Promise<void> {
  const row = await ctx.db.selectFrom("ticket").selectAll().where("number", "=", number).executeTakeFirstOrThrow();
  const events = await ctx.db
    .selectFrom("ticket_event")
    .selectAll()
    .where("ticket_id", "=", row.id)
    .orderBy("seq")
    .execute();
  assert.deepEqual(
    events.map(({ seq }) => seq),
    events.map((_event, place) => place + 1),
  );
  const state = events.reduce(
    (state, { kind, data, at }) => afterEvent(state, { kind, data: JSON.parse(data) } as TicketEvent, at),
    BEFORE,
  );
  assert.deepEqual(
    {
      status: row.status,
      urgency: row.urgency,
      category: row.category,
      queueId: row.queue_id,
      assigneeId: row.assignee_id,
      openedAt: row.opened_at,
      updatedAt: row.updated_at,
      unansweredSince: row.unanswered_since,
      firstReplyAt: row.first_reply_at,
      resolvedAt: row.resolved_at,
      wakeAt: row.wake_at,
      messages: row.messages,
      publicMessages: row.public_messages,
      insiders: row.insiders,
      participants: row.participants,
      spamAt: row.spam_at,
      heldAt: row.held_at,
    },
    state,
  );
  assert.equal(row.seq, events.length);
  assert.equal(row.desk_place, deskPlace(state, row.due_at));
}
