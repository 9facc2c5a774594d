import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { clocksKept } from "#server/escalation/keeping.ts";
import type { Person } from "#server/people/person.ts";
import { DAY, HOUR, MINUTE } from "#server/platform/clock.ts";
import { eventsOf } from "#server/tickets/clocks-store.ts";
import { BEFORE, after as follow } from "#server/tickets/history.ts";
import { sendMessage } from "#server/tickets/replying.ts";
import { splitTicket, undoSplit } from "#server/tickets/splitting.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask, note, readerOf, says } from "./question.ts";

onEachEngine("splitting tickets", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
    await house.settle();
  });
  after(() => house.close());

  const rowOf = (number: number) =>
    house.ctx.db.selectFrom("ticket").selectAll().where("number", "=", number).executeTakeFirstOrThrow();
  const say = async (by: Person, number: number, body: string) => {
    await house.wait(MINUTE);
    await sendMessage(house.ctx, by, readerOf(by), number, says(body));
    return house.ctx.clock.now();
  };
  const rebuild = async (number: number) => {
    const row = await rowOf(number);
    const state = (await eventsOf(house.ctx.db, row.id)).reduce((now, { event, at }) => follow(now, event, at), BEFORE);
    const { status, unansweredSince, firstReplyAt, messages, publicMessages, openedAt } = state;
    assert.deepEqual(
      [row.status, row.unanswered_since, row.first_reply_at, row.messages, row.public_messages, row.opened_at],
      [status, unansweredSince, firstReplyAt, messages, publicMessages, openedAt],
    );
  };
  const bodies = async (number: number) => {
    const { id } = await rowOf(number);
    const rows = await house.ctx.db
      .selectFrom("ticket_message")
      .select("body")
      .where("ticket_id", "=", id)
      .orderBy("place")
      .execute();
    return rows.map(({ body }) => body);
  };

  test("what was said about something else becomes a ticket that waits since then, and comes back", async () => {
    const { ada, bo } = house.cast;
    const number = await ask(house, ada, "Merge fails");
    const answered = await say(bo, number, "Rebase it.");
    const second = await say(ada, number, "By the way, PLANTEDWORD the badge is broken.");
    await sendMessage(house.ctx, bo, readerOf(bo), number, note("That is another thing."));
    const agent = await house.as(bo);
    const sheet = (await agent.get(`/tickets/${number}`)).text;
    assert.match(sheet, /name="m_3" value="1"> Ada Asks: By the way/);
    const done = await agent.post(`/tickets/${number}/split`, { m_3: "1", m_4: "1", subject: "The badge is broken" });
    const made = Number(done.location?.split("/").at(-1));
    assert.deepEqual(await bodies(made), ["By the way, PLANTEDWORD the badge is broken.", "That is another thing."]);
    assert.equal((await bodies(number)).length, 2);
    const split = await rowOf(made);
    assert.deepEqual([split.opened_at, split.unanswered_since, split.requester_id], [second, second, ada.id]);
    const first = (await clocksKept(house.ctx, [split.id])).find(({ metric }) => metric === "first");
    assert.deepEqual([first?.state, first?.startedAt], ["running", second]);
    const left = await rowOf(number);
    assert.deepEqual([left.unanswered_since, left.first_reply_at], [null, answered], "nobody waits there any more");
    assert.ok(
      !(await clocksKept(house.ctx, [left.id])).some(({ metric, state }) => metric === "next" && state === "running"),
    );
    await rebuild(number);
    await rebuild(made);
    const found = (await agent.get("/tickets/search?q=plantedword")).text;
    assert.match(found, /The badge is broken/);
    assert.doesNotMatch(found, /Merge fails/);
    await house.settle();
    const told = house.sent().filter(({ text }) => /became a question of its own/.test(text));
    assert.deepEqual(
      told.map(({ to }) => to),
      ["ada@example.test"],
    );
    assert.doesNotMatch(JSON.stringify(told), /That is another thing/);
    const hers = await house.as(ada);
    assert.match((await hers.get("/tickets")).text, /The badge is broken/);
    assert.doesNotMatch((await hers.get(`/tickets/${made}`)).text, /That is another thing/);
    assert.match((await agent.get(`/tickets/${made}`)).text, /Split off from <a href="\/tickets\/\d+">/);
    assert.match((await agent.get(`/tickets/${number}`)).text, /split T-\d+ off from it/);

    await agent.post(`/tickets/${made}/split/undoing`);
    assert.equal((await bodies(number)).length, 4);
    assert.deepEqual(await bodies(made), []);
    assert.equal((await rowOf(number)).unanswered_since, second);
    assert.equal((await rowOf(made)).status, "merged");
    await rebuild(number);
    await rebuild(made);
    await say(ada, number, "And a third thing.");
    assert.equal((await bodies(number)).length, 5);
    await sendMessage(house.ctx, ada, readerOf(ada), made, says("Said to the one that is back."));
    assert.equal((await bodies(number)).length, 6);
  });

  test("the question stays, the new one begins with who asks, and what was answered there does not come back", async () => {
    const { ada, bo } = house.cast;
    const number = await ask(house, ada, "Two things");
    await say(ada, number, "Second thing.");
    await say(bo, number, "First answer.");
    const split = (places: number[], by = bo) => splitTicket(house.ctx, by, number, { places, subject: "Second" });
    await assert.rejects(split([]), { status: 400 });
    await assert.rejects(split([1, 2]), { status: 400, message: /question itself stays/ });
    await assert.rejects(split([3]), { status: 400, message: /said by who asks/ });
    await assert.rejects(split([2], ada), { status: 403 });
    assert.equal(
      (await (await house.as(ada)).post(`/tickets/${number}/split`, { m_2: "1", subject: "Mine" })).status,
      403,
    );
    const made = await split([2]);
    await say(bo, made, "Answered here.");
    await assert.rejects(undoSplit(house.ctx, bo, made), { status: 409, message: /Merge it into/ });
    const other = await ask(house, ada, "Late");
    await say(ada, other, "Too late.");
    const late = await splitTicket(house.ctx, bo, other, { places: [2], subject: "Too late" });
    await house.wait(30 * DAY + HOUR);
    await assert.rejects(undoSplit(house.ctx, bo, late), { status: 409, message: /more than 30 days/ });
  });
});
