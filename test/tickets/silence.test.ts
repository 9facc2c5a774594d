import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DAY, HOUR } from "#server/platform/clock.ts";
import { findTicket } from "#server/tickets/finding.ts";
import { sendMessage } from "#server/tickets/replying.ts";
import { followSilence } from "#server/tickets/silence.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask, note, readerOf, says } from "./question.ts";

onEachEngine("a question that waits for who asked", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
  });
  after(() => house.close());

  /** Mail that a job of the same moment asks for goes out at the next one. */
  const later = async (ms: number) => {
    await house.wait(ms);
    await house.settle();
  };
  const find = (number: number) => findTicket(house.ctx, house.cast.bo, number);
  const reply = (person: House["cast"]["ada"], number: number, message = says("Which version?", { next: "wait" })) =>
    sendMessage(house.ctx, person, readerOf(person), number, message);
  const mailsTo = (person: House["cast"]["ada"], number: number) =>
    house
      .sent()
      .filter(({ to, subject }) => to === person.email && subject.includes(`[T-${number}]`))
      .map(({ text }) => text.split("\n")[0]);

  test("is called to mind once, and ends when no answer comes; a reply opens it again", async () => {
    const { ada, bo } = house.cast;
    const number = await ask(house, ada, "Silent");
    await reply(bo, number);
    const asked = house.ctx.clock.now();
    const hers = await house.as(ada);
    assert.match((await hers.get(`/tickets/${number}`)).text, /Without one it is closed on <time datetime="2026-06-19/);
    await later(3 * DAY - HOUR);
    assert.equal(mailsTo(ada, number).length, 1, "the answer itself");
    await later(HOUR);
    await later(DAY);
    assert.match(
      mailsTo(ada, number)[1] ?? "",
      /^Bo Answers waits for your answer\. Without one the question is closed in a week:/,
    );
    assert.equal(mailsTo(ada, number).length, 2, "once");
    const waiting = await find(number);
    assert.deepEqual([waiting.status, waiting.updatedAt], ["waiting", asked]);
    await later(6 * DAY);
    const ended = await find(number);
    assert.equal(ended.status, "resolved");
    assert.match(mailsTo(ada, number)[2] ?? "", /^No answer came, so your question was closed\./);
    const page = await (await house.as(bo)).get(`/tickets/${number}`);
    assert.match(page.text, /<b>The portal<\/b> reminded the requester that an answer is awaited/);
    assert.match(page.text, /<b>The portal<\/b> resolved it, because no answer came/);
    assert.match(page.text, /Nobody has said yet what kind of question it was/);
    const facts = await house.ctx.db
      .selectFrom("event")
      .select(["type", "data"])
      .where("ticket", "=", number)
      .where("type", "=", "ticket_resolved")
      .execute();
    assert.equal(JSON.parse(facts[0]?.data ?? "{}").isBasic, null, "a silence is no verdict");
    await reply(ada, number, says("I was away."));
    assert.equal((await find(number)).status, "open");
    await later(20 * DAY);
    assert.equal((await find(number)).status, "open", "now it waits for us");
  });

  test("whoever answers in time is left in peace, and a new wait begins anew; a note is no word", async () => {
    const { zoe, bo } = house.cast;
    const number = await ask(house, zoe, "Answered late");
    await reply(bo, number);
    await later(4 * DAY);
    await reply(bo, number, note("Nothing yet."));
    await reply(zoe, number, says("Version 2."));
    await later(8 * DAY);
    assert.equal((await find(number)).status, "open");
    await reply(bo, number);
    await later(4 * DAY);
    const reminders = mailsTo(zoe, number).filter((line) => line?.includes("waits for your answer"));
    assert.equal(reminders.length, 2);
    await later(6 * DAY);
    assert.equal((await find(number)).status, "waiting");
    await later(2 * DAY);
    assert.equal((await find(number)).status, "resolved");
  });

  test("tickets that were made up for a load test are left as they are", async () => {
    const { ada, bo } = house.cast;
    const number = await ask(house, ada, "Seeded");
    await reply(bo, number);
    await house.ctx.db.updateTable("ticket").set({ origin: "seed" }).where("number", "=", number).execute();
    await later(30 * DAY);
    assert.equal((await find(number)).status, "waiting");
    assert.equal(await followSilence(house.ctx), false);
  });
});
