import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DAY, HOUR, MINUTE } from "#server/platform/clock.ts";
import { writeSettings } from "#server/platform/settings.ts";
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
      /^Bo Answers waits for your answer\. Without one the question is closed in 5 working days\./,
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
    await later(6 * DAY);
    await reply(bo, number, note("Nothing yet."));
    await reply(zoe, number, says("Version 2."));
    await later(8 * DAY);
    assert.equal((await find(number)).status, "open");
    await reply(bo, number);
    await later(6 * DAY);
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

  test("days nobody works do not count, and an admin says how many do, or that nothing ends", async () => {
    const { ada, bo, cy, dee } = house.cast;
    await writeSettings(house.ctx, { timeZone: "UTC" });
    const morning = house.ctx.clock.now();
    await house.wait((8 - new Date(morning).getUTCDay()) * DAY);
    const friday = house.ctx.clock.now() + 4 * DAY;
    await house.wait(friday - house.ctx.clock.now());
    assert.equal(new Date(friday).getUTCDay(), 5);
    const number = await ask(house, ada, "Over the weekend");
    await reply(bo, number);
    await later(4 * DAY);
    assert.equal(mailsTo(ada, number).length, 1, "Tuesday is the second working day");
    await later(DAY);
    assert.equal(mailsTo(ada, number).length, 2);

    const admin = await house.as(dee);
    assert.equal((await (await house.as(cy)).get("/admin/silence")).status, 404);
    assert.equal((await (await house.as(cy)).post("/admin/silence", { remindAfter: "1", endAfter: "1" })).status, 403);
    const wrong = await admin.post("/admin/silence", { remindAfter: "91", endAfter: "x" });
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /value="91"/);
    assert.equal((await admin.post("/admin/silence", { remindAfter: "1", endAfter: "0" })).status, 303);
    assert.match((await admin.get("/admin/silence")).text, /name="endAfter"[^>]*value="0"/);
    assert.doesNotMatch((await (await house.as(ada)).get(`/tickets/${number}`)).text, /Without one it is closed/);
    await later(40 * DAY);
    assert.equal((await find(number)).status, "waiting");
    assert.equal((await (await house.as(dee)).post("/admin/silence", { remindAfter: "1", endAfter: "2" })).status, 303);
    await later(MINUTE);
    assert.equal((await find(number)).status, "resolved");
    const never = await ask(house, ada, "Never");
    await reply(bo, never);
    await (await house.as(dee)).post("/admin/silence", { remindAfter: "0", endAfter: "2" });
    await later(40 * DAY);
    assert.deepEqual([mailsTo(ada, never).length, (await find(never)).status], [1, "waiting"]);
  });
});
