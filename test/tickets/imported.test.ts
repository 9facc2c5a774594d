import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { clocksKept, keepClocks } from "#server/escalation/keeping.ts";
import type { Person } from "#server/people/person.ts";
import { DAY, HOUR, MINUTE } from "#server/platform/clock.ts";
import { Refusal } from "#server/platform/errors.ts";
import { acknowledgeTicket, escalateNow } from "#server/tickets/acknowledging.ts";
import { assignTicket, triageTicket } from "#server/tickets/assigning.ts";
import { liveFactsOf } from "#server/tickets/clock-facts.ts";
import { eventsOf } from "#server/tickets/clocks-store.ts";
import { findTicket } from "#server/tickets/finding.ts";
import { after as afterEvent, BEFORE } from "#server/tickets/history.ts";
import { makesLive } from "#server/tickets/imported-history.ts";
import { addPastTickets, continuePastTicket } from "#server/tickets/importing.ts";
import { makeLive } from "#server/tickets/making-live.ts";
import type { PastMessage, PastTicket } from "#server/tickets/past.ts";
import { saveQueue } from "#server/tickets/queue-saving.ts";
import { sendMessage } from "#server/tickets/replying.ts";
import { reopenTicket, resolveTicket } from "#server/tickets/resolving.ts";
import { saveRule, switchRule } from "#server/tickets/rules.ts";
import { setAside, takeBack } from "#server/tickets/spam.ts";
import { countHeld } from "#server/tickets/tally.ts";
import { writeDown } from "#server/tickets/writing.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouseInUtc, type House } from "#test/support/house.ts";
import { note, readerOf, says } from "./question.ts";

onEachEngine("tickets brought in from another desk", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouseInUtc(engine);
  });
  after(() => house.close());

  const ago = (ms: number) => house.ctx.clock.now() - ms;
  const said = (by: Person, sentAt: number, waits = false): PastMessage => ({
    authorId: by.id,
    kind: "public",
    message: writeDown("As it was said there."),
    sentAt,
    waits,
  });
  const bring = async (wishes: Partial<PastTicket> = {}) => {
    const past: PastTicket = {
      subject: "From the old desk",
      requesterId: house.cast.ada.id,
      assigneeId: null,
      category: null,
      urgency: "high",
      openedAt: ago(400 * DAY),
      question: writeDown("Since last year."),
      messages: [],
      resolvedAt: null,
      label: null,
      ...wishes,
    };
    const [added] = await addPastTickets(house.ctx, "import", [past]);
    assert.ok(added);
    await house.settle();
    return added;
  };
  const find = (number: number) => findTicket(house.ctx, house.cast.bo, number);
  const clocks = async (id: number) =>
    (await clocksKept(house.ctx, [id])).map(({ metric, state, startedAt }) => [metric, state, startedAt]);
  const mails = (number: number) => house.sent().filter(({ subject }) => subject.includes(`[T-${number}]`)).length;
  const held = () => countHeld(house.ctx, house.cast.dee);

  test("no clock runs, no ladder tells anybody and no silence ends one, however long it is held", async () => {
    const { cast, ctx } = house;
    const [open, waiting] = [
      await bring(),
      await bring({ messages: [said(cast.bo, ago(300 * DAY), true)], assigneeId: cast.bo.id }),
    ];
    await house.wait(30 * DAY);
    await house.settle();
    for (const { id, number } of [open, waiting]) {
      assert.deepEqual(await clocks(id), []);
      assert.equal(mails(number), 0);
      assert.equal((await find(number)).resolvedAt, null);
    }
    assert.deepEqual(await ctx.db.selectFrom("escalation").select("id").execute(), []);
    assert.equal(await held(), 2);
    await assert.rejects(acknowledgeTicket(ctx, cast.bo, open.number), /Make it live first/);
    await assert.rejects(escalateNow(ctx, cast.bo, open.number, { reason: "Now", lockNo: 0 }), /Make it live first/);
  });

  test("made live it counts from then on, like a question asked just now, and its ladder begins", async () => {
    const { cast, ctx } = house;
    const { id, number } = await bring();
    const bo = await house.as(cast.bo);
    assert.match((await bo.get(`/tickets/${number}`)).text, /Brought in from another desk/);
    const answer = await bo.post(`/tickets/${number}/start`, { back: `/tickets/${number}` });
    assert.equal(answer.status, 303);
    const page = (await bo.get(`/tickets/${number}`)).text;
    assert.doesNotMatch(page, /Brought in from another desk/);
    assert.match(page, /<b>Bo Answers<\/b> made it live/);
    const now = ctx.clock.now();
    assert.deepEqual(
      (await clocks(id)).map(([metric, state, at]) => [metric, state, at === now]),
      [
        ["first", "running", true],
        ["total-resolution", "running", true],
      ],
    );
    const ladder = await ctx.db.selectFrom("escalation").selectAll().where("ticket_id", "=", id).execute();
    assert.deepEqual(
      ladder.map(({ state, anchor_at }) => [state, anchor_at]),
      [["armed", now]],
    );
    await house.wait(DAY);
    await house.settle();
    assert.ok(mails(number) > 0, "the ladder tells somebody");
  });

  test("whoever had it has it, and what was answered there is no first response of ours", async () => {
    const { cast, ctx } = house;
    const { id, number } = await bring({
      assigneeId: cast.bo.id,
      messages: [said(cast.bo, ago(90 * DAY)), said(cast.ada, ago(80 * DAY))],
    });
    await makeLive(ctx, cast.cy, number);
    const [ladder] = await ctx.db.selectFrom("escalation").selectAll().where("ticket_id", "=", id).execute();
    assert.equal(ladder?.state, "frozen");
    assert.match(ladder?.blockers ?? "", /acknowledged/);
    const answered = await bring({ messages: [said(cast.bo, ago(90 * DAY))] });
    await makeLive(ctx, cast.bo, answered.number);
    assert.deepEqual(
      (await clocks(answered.id)).map(([metric]) => metric),
      ["total-resolution"],
    );
  });

  test("a reply, the end and its coming back make it live; a note, a new holder and a triage do not", async () => {
    const { cast, ctx } = house;
    const reply = (by: Person, number: number) => sendMessage(ctx, by, readerOf(by), number, says("Words"));
    const verdict = { label: "not-basic", article: null } as const;
    const over = { resolvedAt: ago(50 * DAY), assigneeId: cast.bo.id };
    const ways: [string, Partial<PastTicket>, (number: number) => Promise<unknown>, string[]][] = [
      ["her reply", {}, (number) => reply(cast.ada, number), ["first", "total-resolution"]],
      ["his reply", {}, (number) => reply(cast.bo, number), ["total-resolution"]],
      ["its end", {}, (number) => resolveTicket(ctx, cast.bo, readerOf(cast.bo), number, verdict), []],
      ["it came back", over, (number) => reopenTicket(ctx, cast.bo, readerOf(cast.bo), number), ["total-resolution"]],
    ];
    for (const [what, past, live, metrics] of ways) {
      const { id, number } = await bring(past);
      const { seq } = await find(number);
      if (past.resolvedAt === undefined) {
        await sendMessage(ctx, cast.bo, readerOf(cast.bo), number, note("Look at this"));
        await assignTicket(ctx, cast.bo, number, { from: null, to: cast.bo.id });
        const triage = { seq: seq + 2, status: null, urgency: "low", category: null } as const;
        await triageTicket(ctx, cast.bo, number, triage);
      }
      assert.notEqual((await find(number)).heldAt, null, what);
      assert.deepEqual(await clocks(id), [], what);
      await live(number);
      assert.equal((await find(number)).heldAt, null, what);
      assert.deepEqual((await clocks(id)).map(([metric]) => metric).sort(), metrics, what);
      for (const [, , startedAt] of await clocks(id)) assert.equal(startedAt, ctx.clock.now(), what);
    }
  });

  test("a released one that waits is called to mind from then on, not at once", async () => {
    const { cast, ctx } = house;
    const { number } = await bring({ messages: [said(cast.bo, ago(300 * DAY), true)] });
    await makeLive(ctx, cast.bo, number);
    await house.wait(3 * DAY - HOUR);
    await house.settle();
    assert.equal(mails(number), 0, "three working days are at least as long");
    await house.wait(4 * DAY);
    await house.settle();
    assert.equal(mails(number), 1, "a week holds them");
  });

  test("while it is held no rule gives it to anybody; once it is live, one does", async () => {
    const { cast, ctx } = house;
    const queue = await saveQueue(ctx, cast.dee, null, { name: "Moved", members: [], categories: [] });
    const anything = { queue, categories: [], urgencies: [], team: null, answer: null };
    const rule = { ...anything, name: "Whoever", way: "in turn" as const, people: [cast.bo.id] };
    await switchRule(ctx, cast.dee, await saveRule(ctx, cast.dee, null, { position: 1, rule }), 1, true);
    const { number } = await bring();
    const move = async (to: number) => {
      const { seq } = await find(number);
      await triageTicket(ctx, cast.cy, number, { seq, status: null, urgency: "high", category: null, queue: to });
      await house.settle();
    };
    await move(queue);
    assert.equal((await find(number)).assigneeId, null);
    await makeLive(ctx, cast.dee, number);
    await move(1);
    await move(queue);
    assert.equal((await find(number)).assigneeId, cast.bo.id);
  });

  test("a later export continues what is held and holds it again; what is live stays live", async () => {
    const { cast, ctx } = house;
    const { id, number } = await bring();
    const more = () => [said(cast.ada, ctx.clock.now() - MINUTE)];
    const unended = { resolvedAt: null, label: null, assigneeId: null };
    await continuePastTicket(ctx, id, more(), unended);
    assert.notEqual((await find(number)).heldAt, null);
    assert.deepEqual(await clocks(id), []);
    await makeLive(ctx, cast.bo, number);
    await house.wait(MINUTE);
    await continuePastTicket(ctx, id, more(), unended);
    assert.equal((await find(number)).heldAt, null);
    await house.settle();
    assert.ok((await clocks(id)).length > 0);
  });

  test("only those who triage make one live, and only who runs the place all of them", async () => {
    const { cast, ctx } = house;
    const { number } = await bring();
    const [ada, zoe, bo] = [await house.as(cast.ada), await house.as(cast.zoe), await house.as(cast.bo)];
    assert.equal((await ada.post(`/tickets/${number}/start`)).status, 403);
    assert.equal((await zoe.post(`/tickets/${number}/start`)).status, 403);
    await assert.rejects(makeLive(ctx, cast.ada, number), (error: Refusal) => error.status === 403);
    for (const person of [ada, bo]) {
      assert.equal((await person.get("/admin/imported")).status, 404);
      assert.equal((await person.post("/admin/imported/start")).status, 403);
    }
    assert.notEqual((await find(number)).heldAt, null);
  });

  test("all of them are made live by one word: one at a time, once, with the deed in the trail", async () => {
    const { cast, ctx } = house;
    const numbers = [(await bring()).number, (await bring()).number, (await bring()).number];
    const spam = await bring();
    await setAside(ctx, cast.bo, spam.number);
    const count = await held();
    assert.ok(count >= 3);
    const dee = await house.as(cast.dee);
    const page = (await dee.get("/admin/imported")).text;
    assert.match(page, new RegExp(`>${count} tickets wait<`));
    assert.match(page, new RegExp(`T-${numbers[2]}<`));
    assert.doesNotMatch(page, new RegExp(`T-${spam.number}<`));
    for (let times = 0; times < 2; times += 1) assert.equal((await dee.post("/admin/imported/start")).status, 303);
    assert.match((await dee.get("/admin/imported")).text, /Dee Runs asked .* for all of them to be made live/);
    await house.settle();
    assert.equal(await held(), 0);
    for (const number of numbers) assert.equal((await find(number)).heldAt, null);
    const deeds = await ctx.db
      .selectFrom("audit_entry")
      .select("data")
      .where("action", "=", "made imported tickets live")
      .execute();
    assert.deepEqual(
      deeds.map(({ data }) => JSON.parse(data)),
      [{ tickets: count }],
    );
    assert.match((await dee.get(`/tickets/${numbers[0]}`)).text, /made it live, with everything that was brought in/);
    assert.match((await dee.get("/admin/imported")).text, /No ticket waits to be made live/);
    await takeBack(ctx, cast.bo, spam.number);
    assert.equal(await held(), 1, "it waits for another word");
    await dee.post("/admin/imported/start");
    await house.settle();
    assert.equal(await held(), 0);
  });

  test("whatever happens to them in whatever order, row and clocks are what a rebuild from the events gives", async () => {
    const ACTS = ["reply", "ask", "note", "take", "resolve", "reopen", "live", "import", "spam", "no spam"] as const;
    const step = fc.tuple(fc.constantFrom(...ACTS), fc.integer({ min: 1, max: 500 }));
    let live = 0;
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.array(step, { maxLength: 9 }), async (isOver, steps) => {
        const { cast, ctx } = house;
        const { id, number } = await bring(isOver ? { resolvedAt: ago(DAY), assigneeId: cast.bo.id } : {});
        for (const [act, minutes] of steps) {
          await house.wait(minutes * MINUTE);
          try {
            await take(act, id, number);
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
          }
        }
        const ticket = await find(number);
        const events = await eventsOf(ctx.db, id);
        const state = events.reduce((now, { event, at }) => afterEvent(now, event, at), BEFORE);
        assert.deepEqual([ticket.heldAt, ticket.status, ticket.seq], [state.heldAt, state.status, events.length]);
        const facts = liveFactsOf(events, cast.ada.id);
        assert.equal(facts.length === 0, ticket.heldAt !== null);
        if (ticket.heldAt !== null) assert.deepEqual(await clocks(id), []);
        else live += 1;
        const kept = await clocksKept(ctx, [id]);
        const at = ctx.clock.now();
        await keepClocks(ctx, { id, name: `T-${number}`, address: `/tickets/${number}` }, facts, at);
        assert.deepEqual(await clocksKept(ctx, [id]), kept);
        const brought = events.findLastIndex(({ event }) => event.kind === "brought");
        const start = events.find(({ event }, place) => place > brought && makesLive(event.kind))?.at ?? 0;
        for (const { startedAt } of kept) assert.ok(startedAt >= start, "nothing counts from before it came live");
      }),
      { numRuns: engine === "sqlite" ? 15 : 8 },
    );
    assert.ok(live > 0);
  });

  async function take(act: string, id: number, number: number): Promise<void> {
    const { cast, ctx } = house;
    const say = (by: Person, message = says("Words")) => sendMessage(ctx, by, readerOf(by), number, message);
    if (act === "reply") await say(cast.bo, says("Words", { isAnyway: true }));
    if (act === "ask") await say(cast.ada, says("Words", { isAnyway: true }));
    if (act === "note") await say(cast.bo, note("Words"));
    if (act === "take") await assignTicket(ctx, cast.bo, number, { from: null, to: cast.bo.id });
    if (act === "resolve")
      await resolveTicket(ctx, cast.bo, readerOf(cast.bo), number, { label: "not-basic", article: null });
    if (act === "reopen") await reopenTicket(ctx, cast.bo, readerOf(cast.bo), number);
    if (act === "live") await makeLive(ctx, cast.bo, number);
    if (act === "import") {
      const unended = { resolvedAt: null, label: null, assigneeId: null };
      await continuePastTicket(ctx, id, [said(cast.ada, ctx.clock.now())], unended);
      await house.settle();
    }
    if (act === "spam") await setAside(ctx, cast.bo, number);
    if (act === "no spam") await takeBack(ctx, cast.bo, number);
  }
});
