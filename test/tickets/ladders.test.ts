import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { examine } from "#server/admin/health.ts";
import { ladderLag } from "#server/escalation/climbing-trouble.ts";
import { HOUR, MINUTE } from "#server/platform/clock.ts";
import { acknowledgeTicket, escalateNow } from "#server/tickets/acknowledging.ts";
import { assignTicket } from "#server/tickets/assigning.ts";
import { sendMessage } from "#server/tickets/replying.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouseInUtc, type House } from "#test/support/house.ts";
import { passTime, untilMorning } from "#test/tickets/office-hours.ts";
import { ask, readerOf, says } from "#test/tickets/question.ts";

const LADDER_MAIL =
  /nobody has said that they have seen it|asks for your help|You said that you had seen|reached nobody/;

onEachEngine("ladders of tickets", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouseInUtc(engine);
  });
  after(() => house.close());

  /** Who was told by a ladder about this ticket, in order. */
  const told = (number: number) =>
    house
      .sent()
      .filter(({ subject, text }) => subject.startsWith(`[T-${number}]`) && LADDER_MAIL.test(text))
      .map(({ to }) => to.slice(0, 2));
  const pass = (ms: number) => passTime(house, ms);
  const nextMorning = () => untilMorning(house);
  const reply = (who: "ada" | "bo", number: number) =>
    sendMessage(house.ctx, house.cast[who], readerOf(house.cast[who]), number, says("A word", { isAnyway: true }));

  test("an unanswered question is heard first by those who answer, then by the lead, then by the admin", async () => {
    const number = await ask(house, house.cast.ada, "Nobody hears me");
    await pass(29 * MINUTE);
    assert.deepEqual(told(number), []);
    await pass(MINUTE);
    assert.deepEqual(told(number), ["bo"]);
    await pass(59 * MINUTE);
    assert.deepEqual(told(number), ["bo"]);
    await pass(MINUTE);
    assert.deepEqual(told(number), ["bo", "cy"]);
    await pass(2 * HOUR);
    assert.deepEqual(told(number), ["bo", "cy", "de"]);
    await pass(5 * HOUR);
    assert.deepEqual(told(number), ["bo", "cy", "de"], "a ladder that is used up is silent");
    const { text } = await (await house.as(house.cast.bo)).get(`/tickets/${number}`);
    assert.match(text, /Everybody was told\. The ladder is used up/);
    assert.match(text, /<b>The portal<\/b> told Bo Answers \(Unheard questions, Support\)/);
  });

  test("an answer, or saying that one has seen it, withdraws what is queued and keeps the rest of the delay", async () => {
    await nextMorning();
    const number = await ask(house, house.cast.ada, "Seen");
    await pass(20 * MINUTE);
    await acknowledgeTicket(house.ctx, house.cast.bo, number);
    await pass(3 * HOUR);
    assert.deepEqual(told(number), []);
    await pass(HOUR);
    assert.deepEqual(told(number), ["bo"], "the reminder that it has lapsed");
    await pass(10 * MINUTE);
    assert.deepEqual(told(number), ["bo", "bo"]);
    await reply("bo", number);
    await pass(9 * HOUR);
    assert.deepEqual(told(number), ["bo", "bo"]);
  });

  test("taking it acknowledges, giving it back lets the ladder go on", async () => {
    await nextMorning();
    const { bo } = house.cast;
    const number = await ask(house, house.cast.ada, "Taken");
    await pass(10 * MINUTE);
    await assignTicket(house.ctx, bo, number, { from: null, to: bo.id });
    await pass(HOUR);
    assert.deepEqual(told(number), []);
    await assignTicket(house.ctx, bo, number, { from: bo.id, to: null });
    await pass(20 * MINUTE);
    assert.deepEqual(told(number), ["bo"]);
  });

  test("a link in the mail only leads to a page; saying it needs a click", async () => {
    await nextMorning();
    const number = await ask(house, house.cast.ada, "Scanned");
    await pass(30 * MINUTE);
    const mail = house.sent().findLast(({ subject, text }) => subject.includes("Scanned") && LADDER_MAIL.test(text));
    const link = /http:\S+\/acknowledgement\S*/.exec(mail?.text ?? "")?.[0] ?? "";
    const path = link.replace(/^http:\/\/[^/]+/, "");
    const bo = await house.as(house.cast.bo);
    const { text } = await bo.get(path);
    assert.match(text, /I have seen it/);
    await pass(MINUTE);
    assert.match((await bo.get(`/tickets/${number}`)).text, /Next: Leads/, "nothing was acknowledged by looking");
    assert.equal((await bo.post(`/tickets/${number}/acknowledgement`)).status, 303);
    assert.match((await bo.get(`/tickets/${number}`)).text, /Bo Answers has seen it/);
    for (const stranger of [house.cast.ada, house.cast.zoe]) {
      const visitor = await house.as(stranger);
      assert.equal((await visitor.get(path)).status, 404);
      assert.equal((await visitor.post(`/tickets/${number}/acknowledgement`)).status, 403);
      assert.equal(
        (await visitor.post(`/tickets/${number}/escalation`, { reason: "Me first", lock: "0" })).status,
        403,
      );
    }
  });

  test("escalated by hand, the next step is told at once with the reason; a stale button does nothing", async () => {
    await nextMorning();
    const { bo, cy } = house.cast;
    const number = await ask(house, house.cast.ada, "Urgent");
    await acknowledgeTicket(house.ctx, bo, number);
    await escalateNow(house.ctx, cy, number, { reason: "The customer called", lockNo: 0 });
    await house.settle();
    assert.deepEqual(told(number), []);
    await assert.rejects(escalateNow(house.ctx, cy, number, { reason: "Again", lockNo: 0 }), /moved on meanwhile/);
    const { text } = await (await house.as(bo)).get(`/tickets/${number}`);
    assert.match(text, /<b>Cy Leads<\/b> told Bo Answers \(Unheard questions, Support\): The customer called/);
  });

  test("after an answer, help can be called by hand; an answer to who asked does not send it away", async () => {
    const { bo } = house.cast;
    const number = await ask(house, house.cast.ada, "Needs a lead");
    await reply("bo", number);
    await escalateNow(house.ctx, bo, number, { reason: "I cannot see that database", lockNo: 0 });
    const { text } = await (await house.as(bo)).get(`/tickets/${number}`);
    assert.match(text, /<b>Bo Answers<\/b> told Cy Leads \(Unheard questions, Leads\)/, "Bo knows of it already");
    await house.settle();
    const rows = await house.ctx.db.selectFrom("escalation").select(["cause", "state"]).execute();
    assert.ok(rows.some(({ cause, state }) => cause === "by hand" && state === "frozen"));
    assert.equal((await ladderLag(house.ctx)).count, 0);
  });

  test("a step that reaches nobody is passed at once; a ladder that reaches nobody tells those who lead", async () => {
    const { dee } = house.cast;
    await nextMorning();
    const admin = await house.as(dee);
    const form = { name: "Nobody", position: "1", enabled: "yes", categories: "branches", repeat: "0", ack: "4 h" };
    const step = { "name-0": "Ghosts", "after-0": "10 min", "counts-0": "business", "person-0": "999999" };
    const { status, text } = await admin.post("/admin/ladders", { ...form, again: "1 h", ...step });
    assert.equal(status, 303, text.slice(0, 2000));
    const number = await ask(house, house.cast.ada, "Into the void", { category: "branches" });
    await pass(10 * MINUTE);
    assert.deepEqual(told(number), ["cy"]);
    const fires = await house.ctx.db
      .selectFrom("escalation_fire")
      .innerJoin("escalation", "escalation.id", "escalation_fire.escalation_id")
      .innerJoin("ticket", "ticket.id", "escalation.ticket_id")
      .select("escalation_fire.outcome")
      .where("ticket.number", "=", number)
      .execute();
    assert.deepEqual(fires, [{ outcome: "empty" }]);
  });

  test("M9: after a standstill nobody gets more than three single mails and one list of the rest", async () => {
    await nextMorning();
    const before = house.sent().length;
    const numbers: number[] = [];
    for (let n = 0; n < 10; n++)
      numbers.push(await ask(house, house.cast.zoe, `Piled up ${n}`, { category: "monitoring" }));
    await house.wait(3 * HOUR);
    await house.settle();
    await reply("bo", numbers[9] as number);
    await pass(2 * MINUTE);
    const mails = house
      .sent()
      .slice(before)
      .filter(({ to, text }) => to.startsWith("bo") && /seen (it|them)/.test(text));
    assert.equal(mails.filter(({ subject }) => subject.startsWith("[T-")).length, 3);
    const lists = mails.filter(({ subject }) => subject.endsWith("to be seen"));
    assert.equal(lists.length, 1);
    const singles = mails
      .filter(({ subject }) => subject.startsWith("[T-"))
      .map(({ subject }) => subject.slice(1, subject.indexOf("]")));
    for (const number of numbers.slice(0, 9)) {
      const isSaid = singles.includes(`T-${number}`) || lists[0]?.text.includes(`T-${number} `);
      assert.ok(isSaid, `T-${number} is lost`);
    }
    assert.doesNotMatch(lists[0]?.text ?? "", /Piled up 9/, "what was answered meanwhile is not on it");
  });

  test("a ladder that fails is shown, tried again, and holds up no other", async () => {
    await nextMorning();
    const { ctx } = house;
    const elsewhere = { category: "monitoring" };
    const broken = await ask(house, house.cast.ada, "Breaks", elsewhere);
    const other = await ask(house, house.cast.zoe, "Goes on", elsewhere);
    const ring = ctx.wakeOutbox;
    let rings = 0;
    ctx.wakeOutbox = () => {
      if (rings++ === 0) throw new Error("The disk is full.");
    };
    await pass(30 * MINUTE);
    const health = async () => (await examine(ctx)).find(({ about }) => about === "Ladders");
    assert.deepEqual(told(broken), []);
    assert.deepEqual(told(other), ["bo"]);
    assert.match((await health())?.sentence ?? "", /cannot go on and is tried again: The disk is full/);
    ctx.wakeOutbox = ring;
    await pass(MINUTE);
    assert.deepEqual(told(broken), ["bo"]);
    assert.equal((await health())?.state, "fine");
  });
});
