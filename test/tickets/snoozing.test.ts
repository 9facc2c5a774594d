import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { clocksKept } from "#server/escalation/keeping.ts";
import { DAY, HOUR } from "#server/platform/clock.ts";
import { assignTicket } from "#server/tickets/assigning.ts";
import { sendMessage } from "#server/tickets/replying.ts";
import { snoozeTicket } from "#server/tickets/snoozing.ts";
import { readTally } from "#server/tickets/tally.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask, readerOf, says } from "./question.ts";

onEachEngine("tickets on hold", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
    await house.settle();
  });
  after(() => house.close());

  const rowOf = (number: number) =>
    house.ctx.db
      .selectFrom("ticket")
      .select(["id", "status", "wake_at as wakeAt", "unanswered_since as unansweredSince"])
      .where("number", "=", number)
      .executeTakeFirstOrThrow();
  const answered = async (subject: string) => {
    const { ada, bo } = house.cast;
    const number = await ask(house, ada, subject);
    await sendMessage(house.ctx, bo, readerOf(bo), number, says("We look into it."));
    return number;
  };
  const until = (ms: number) => new Date(house.ctx.clock.now() + ms).toISOString().slice(0, 16);

  test("sleep until their day, out of the way, with their clocks paused, and then whoever has them is told", async () => {
    const { bo, ada } = house.cast;
    const number = await answered("Next release");
    await assignTicket(house.ctx, bo, number, { from: null, to: bo.id });
    const agent = await house.as(bo);
    const form = { until: until(2 * DAY), reason: "Waits for 1.4" };
    assert.equal((await agent.post(`/tickets/${number}/snooze`, form)).status, 303);
    const { id, ...row } = await rowOf(number);
    assert.deepEqual(row, { status: "on-hold", wakeAt: house.ctx.clock.now() + 2 * DAY, unansweredSince: null });
    const clocks = await clocksKept(house.ctx, [id]);
    assert.equal(clocks.find(({ metric }) => metric === "total-resolution")?.state, "paused");
    assert.equal((await readTally(house.ctx, bo)).onHold, 1);
    const sheet = (await agent.get(`/tickets/${number}`)).text;
    assert.match(sheet, /put it on hold until [^<]+: Waits for 1\.4/);
    assert.match((await agent.get("/desk?status=on-hold")).text, /Next release/);
    assert.match((await (await house.as(ada)).get(`/tickets/${number}`)).text, />Open</);
    await house.settle();
    const before = house.sent().length;
    await house.wait(2 * DAY - HOUR);
    assert.equal((await rowOf(number)).status, "on-hold");
    await house.wait(HOUR);
    await house.settle();
    assert.deepEqual([(await rowOf(number)).status, (await rowOf(number)).wakeAt], ["open", null]);
    const woke = house
      .sent()
      .slice(before)
      .filter(({ text }) => /The hold of T-\d+ is over/.test(text));
    assert.deepEqual(
      woke.map(({ to }) => to),
      ["bo@example.test"],
    );
    assert.match((await (await house.as(bo)).get(`/tickets/${number}`)).text, /<b>The portal<\/b> ended the hold/);
  });

  test("wake when who asked writes, and when somebody ends the hold", async () => {
    const { ada, bo } = house.cast;
    const [one, other] = [await answered("Writes"), await answered("By hand")];
    for (const number of [one, other])
      await snoozeTicket(house.ctx, bo, number, { until: house.ctx.clock.now() + DAY, reason: "Later" });
    await sendMessage(house.ctx, ada, readerOf(ada), one, says("Any news?"));
    const row = await rowOf(one);
    assert.deepEqual([row.status, row.wakeAt], ["open", null]);
    assert.notEqual(row.unansweredSince, null);
    await (await house.as(bo)).post(`/tickets/${other}/waking`);
    assert.equal((await rowOf(other)).status, "open");
  });

  test("nobody sleeps who was not answered, and what makes no sense is said", async () => {
    const { ada, bo } = house.cast;
    const fresh = await ask(house, ada, "Fresh");
    const agent = await house.as(bo);
    const form = { until: until(DAY), reason: "Later" };
    const refused = await agent.post(`/tickets/${fresh}/snooze`, form);
    assert.equal(refused.status, 409);
    assert.match(refused.text, /Nobody has answered yet/);
    const number = await answered("Odd days");
    for (const wrong of [
      { ...form, until: until(-HOUR) },
      { ...form, until: "soon" },
      { ...form, until: until(500 * DAY) },
      { ...form, reason: "" },
    ])
      assert.equal((await agent.post(`/tickets/${number}/snooze`, wrong)).status, 400);
    assert.equal((await (await house.as(ada)).post(`/tickets/${number}/snooze`, form)).status, 403);
    assert.equal((await (await house.as(ada)).post(`/tickets/${number}/waking`)).status, 403);
  });
});
