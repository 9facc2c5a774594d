import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { clocksKept } from "#server/escalation/keeping.ts";
import type { Person } from "#server/people/person.ts";
import { DAY, HOUR, MINUTE } from "#server/platform/clock.ts";
import { eventsOf } from "#server/tickets/clocks-store.ts";
import { BEFORE, after as follow } from "#server/tickets/history.ts";
import { mergeTickets, ticketAfterMerges, undoMerge } from "#server/tickets/merging.ts";
import { saveQueue } from "#server/tickets/queue-saving.ts";
import { sendMessage } from "#server/tickets/replying.ts";
import { readTally } from "#server/tickets/tally.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask, note, readerOf, says } from "./question.ts";

onEachEngine("merging tickets", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
    await house.settle();
  });
  after(() => house.close());

  const rowOf = (number: number) =>
    house.ctx.db.selectFrom("ticket").selectAll().where("number", "=", number).executeTakeFirstOrThrow();
  const reply = (by: Person, number: number, body = "Words.") =>
    sendMessage(house.ctx, by, readerOf(by), number, says(body));
  const merge = (number: number, into: number, by = house.cast.bo) =>
    mergeTickets(house.ctx, by, readerOf(by), number, into);
  const statesOf = async (number: number) =>
    Object.fromEntries(
      (await clocksKept(house.ctx, [(await rowOf(number)).id])).map((one) => [`${one.metric} ${one.n}`, one]),
    );
  const laddersOf = async (number: number) => {
    const { id } = await rowOf(number);
    const rows = await house.ctx.db.selectFrom("escalation").select("state").where("ticket_id", "=", id).execute();
    return rows.map(({ state }) => state);
  };
  /** What the events add up to stands in the row. */
  const rebuild = async (number: number) => {
    const row = await rowOf(number);
    const state = (await eventsOf(house.ctx.db, row.id)).reduce((now, { event, at }) => follow(now, event, at), BEFORE);
    assert.deepEqual(
      [
        row.status,
        row.unanswered_since,
        row.first_reply_at,
        row.resolved_at,
        row.participants,
        row.wake_at,
        row.messages,
      ],
      [
        state.status,
        state.unansweredSince,
        state.firstReplyAt,
        state.resolvedAt,
        state.participants,
        state.wakeAt,
        state.messages,
      ],
    );
  };

  test("ends the clocks of one, lets the other wait since the earlier question, and is undone from the events", async () => {
    const { ada, zoe, bo } = house.cast;
    const into = await ask(house, zoe, "The first report");
    await reply(bo, into, "We look.");
    await house.wait(10 * MINUTE);
    const from = await ask(house, ada, "The same again");
    const askedAt = house.ctx.clock.now();
    await house.wait(20 * MINUTE);
    await reply(zoe, into, "Any news?");
    await house.wait(5 * MINUTE);
    const before = { from: await rowOf(from), into: await rowOf(into), clocks: await statesOf(from) };
    assert.deepEqual(await laddersOf(from), ["armed"]);
    const tally = await readTally(house.ctx, bo);

    await merge(from, into);
    const merged = await rowOf(from);
    assert.equal(merged.status, "merged");
    assert.equal((await rowOf(into)).unanswered_since, askedAt);
    for (const clock of Object.values(await statesOf(from))) assert.equal(clock.state, "cancelled");
    assert.deepEqual(await laddersOf(from), ["ended"]);
    const next = (await statesOf(into))["next 1"];
    assert.deepEqual([next?.state, next?.startedAt], ["running", askedAt], "it waits since the earlier question");
    assert.equal((await readTally(house.ctx, bo)).open, tally.open - 1);
    await rebuild(from);
    await rebuild(into);
    await assert.rejects(
      reply(bo, from).then(() => merge(from, into)),
      { status: 409 },
    );

    await undoMerge(house.ctx, bo, from);
    const { from: was, into: wasInto } = before;
    const now = await rowOf(from);
    for (const column of ["status", "unanswered_since", "first_reply_at", "resolved_at", "assignee_id"] as const)
      assert.equal(now[column], was[column], column);
    assert.deepEqual(await laddersOf(from), ["armed"], "the ladder goes on where it was");
    assert.equal((await rowOf(into)).participants, wasInto.participants);
    for (const [name, clock] of Object.entries(await statesOf(from)))
      assert.deepEqual(
        [name, clock.state, clock.dueAt],
        [name, before.clocks[name]?.state, before.clocks[name]?.dueAt],
      );
    await rebuild(from);
    await rebuild(into);
    assert.deepEqual({ ...(await readTally(house.ctx, bo)), unanswered: 0 }, { ...tally, unanswered: 0 });
  });

  test("who asked reads along where it goes on, and whatever is written later goes there", async () => {
    const { ada, zoe, bo } = house.cast;
    const [into, from] = [await ask(house, zoe, "Goes on"), await ask(house, ada, "Ends here")];
    const hers = await house.as(ada);
    assert.equal((await hers.get(`/tickets/${into}`)).status, 404);
    const agent = await house.as(bo);
    const preview = (await agent.get(`/tickets/${from}/merge?into=T-${into}`)).text;
    assert.match(preview, /Ada Asks can read all of T-\d+ that is not internal/);
    const done = await agent.post(`/tickets/${from}/merge`, { into: `T-${into}` });
    assert.equal(done.location, `/tickets/${into}`);
    await house.settle();
    const told = house.sent().filter(({ text }) => /Your question was joined with T-\d+, where it goes on/.test(text));
    assert.deepEqual(
      told.map(({ to }) => to),
      ["ada@example.test"],
    );
    assert.match(
      (await hers.get(`/tickets/${from}`)).text,
      /It was joined with another question\. It goes on in <a href="\/tickets\/\d+">/,
    );
    assert.match((await hers.get(`/tickets/${into}`)).text, /Goes on/);
    const zoes = (await (await house.as(zoe)).get(`/tickets/${into}`)).text;
    assert.doesNotMatch(zoes, /Ends here/, "what Ada asked on her own stays hers");
    const sent = await hers.post(`/tickets/${from}/messages`, { kind: "public", body: "One more thing.", seen: "1" });
    assert.equal(sent.status, 303);
    assert.equal(Number((await rowOf(into)).messages), 2);
    assert.equal(Number((await rowOf(from)).messages), 1);
    const sheet = (await agent.get(`/tickets/${into}`)).text;
    assert.match(sheet, /One more thing\./);
    assert.match(sheet, /Ends here, merged into this/);
    assert.match(sheet, /merged T-\d+ into it/);
    assert.equal(await ticketAfterMerges(house.ctx, (await rowOf(from)).id), (await rowOf(into)).id);
    await agent.post(`/tickets/${from}/merge/undoing`);
    assert.equal((await hers.get(`/tickets/${into}`)).status, 404, "she reads along no more");
    assert.equal(await ticketAfterMerges(house.ctx, (await rowOf(from)).id), (await rowOf(from)).id);
  });

  test("a merged ticket takes no change, and after thirty days it stays", async () => {
    const { ada, bo } = house.cast;
    const [into, from] = [await ask(house, ada, "Stays open"), await ask(house, ada, "Merged for good")];
    await merge(from, into);
    const agent = await house.as(bo);
    for (const [address, form] of [
      ["assignment", { from: "", assignee: String(bo.id) }],
      ["tags", { before: "", tags: "late" }],
      ["snooze", { until: "2027-01-01T10:00", reason: "Later" }],
    ] as const)
      assert.equal((await agent.post(`/tickets/${from}/${address}`, form)).status, 409, address);
    await house.wait(30 * DAY + HOUR);
    await assert.rejects(undoMerge(house.ctx, bo, from), { status: 409, message: /more than 30 days ago/ });
  });

  test("needs rights on both, and what cannot be merged is said", async () => {
    const { ada, bo, cy, dee } = house.cast;
    const members = [{ personId: cy.id, part: "member" as const }];
    await saveQueue(house.ctx, dee, null, { name: "Closed shop", members, categories: ["monitoring"] });
    const [open, closed] = [await ask(house, ada, "Open"), await ask(house, ada, "Closed", { category: "monitoring" })];
    await assert.rejects(merge(open, closed), { status: 403 });
    await assert.rejects(merge(closed, open), { status: 403 });
    await assert.rejects(merge(open, open), { status: 400 });
    await assert.rejects(merge(open, 99_999), { status: 404 });
    for (const person of [ada, house.cast.zoe]) await assert.rejects(merge(open, closed, person), { status: 403 });
    const hers = await house.as(ada);
    assert.equal((await hers.get(`/tickets/${open}/merge?into=${closed}`)).status, 404);
    assert.equal((await hers.post(`/tickets/${open}/merge`, { into: String(closed) })).status, 403);
    assert.equal((await hers.post(`/tickets/${open}/merge/undoing`)).status, 403);
    assert.equal((await (await house.as(bo)).get(`/tickets/${open}/merge?into=this`)).status, 400);
    await merge(open, closed, dee);
    await assert.rejects(merge(open, closed, dee), { status: 409 });
  });

  test("two who merge the same pair both ways at once leave one merged and one not", async () => {
    const { ada, bo, cy } = house.cast;
    const [one, other] = [await ask(house, ada, "Left"), await ask(house, ada, "Right")];
    const results = await Promise.allSettled([merge(one, other, bo), merge(other, one, cy)]);
    assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
    const statuses = [(await rowOf(one)).status, (await rowOf(other)).status].filter((status) => status === "merged");
    assert.equal(statuses.length, 1);
    await sendMessage(house.ctx, bo, readerOf(bo), one, note("Lands in whichever goes on."));
  });
});
