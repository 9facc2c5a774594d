import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { allowedAtOnce } from "#server/escalation/braking.ts";
import { holdMail, releaseMail } from "#server/notifications/holding.ts";
import { addPerson } from "#server/people/store.ts";
import { HOUR, MINUTE } from "#server/platform/clock.ts";
import { assignTicket } from "#server/tickets/assigning.ts";
import { letGoSlowly } from "#server/tickets/brake-pace.ts";
import { watchLadders } from "#server/tickets/escalating.ts";
import { resolveTicket } from "#server/tickets/resolving.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouseInUtc, type House } from "#test/support/house.ts";
import { passTime, untilMorning } from "#test/tickets/office-hours.ts";
import { ask, readerOf } from "#test/tickets/question.ts";

test("a tenth of what is open may be told of at once, and never fewer than twenty", () => {
  assert.deepEqual([0, 199, 200, 219, 5000].map(allowedAtOnce), [20, 20, 20, 21, 500]);
});

onEachEngine("the storm brake", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouseInUtc(engine);
  });
  after(() => house.close());

  const pass = (ms: number) => passTime(house, ms);
  const nextMorning = () => untilMorning(house);
  const held = async () => {
    const rows = await house.ctx.db
      .selectFrom("ladder_hold")
      .innerJoin("escalation", "escalation.id", "ladder_hold.escalation_id")
      .select(["escalation.state", "escalation.blockers"])
      .where("ladder_hold.let_go_at", "is", null)
      .where("escalation.state", "!=", "ended")
      .execute();
    for (const { state, blockers } of rows) {
      assert.equal(state, "frozen", "M6");
      assert.match(blockers, /storm brake/);
    }
    return rows.length;
  };
  const told = async () =>
    (await house.ctx.db.selectFrom("escalation_told").select(["person_id", "told_at"]).execute()).length;
  const mailsTo = (who: string, like: RegExp, since: number) =>
    house
      .sent()
      .slice(since)
      .filter(({ to, subject, text }) => to.startsWith(who) && like.test(`${subject}\n${text}`));
  const resolveAll = async (numbers: number[]) => {
    for (const number of numbers)
      await resolveTicket(house.ctx, house.cast.ada, readerOf(house.cast.ada), number, null);
    await house.settle();
  };

  test("who would be told too often is left alone; leads and admins hear of it once, and a click lets it go", async () => {
    const { ctx, cast } = house;
    const [sent, before] = [house.sent().length, await told()];
    const numbers: number[] = [];
    for (let n = 0; n < 30; n++) numbers.push(await ask(house, cast.ada, `Storm ${n}`));
    await house.wait(30 * MINUTE);
    await pass(2 * MINUTE);
    assert.equal((await told()) - before, 10);
    assert.equal(await held(), 20);
    assert.equal(mailsTo("bo", /^\[T-/, sent).filter(({ text }) => /you are told as step/i.test(text)).length, 3);
    for (const who of ["cy", "dee"]) {
      const mails = mailsTo(who, /20 ladders are held/, sent);
      assert.equal(mails.length, 1, `${who} is told once`);
      assert.match(mails[0]?.text ?? "", /Storm 29/);
    }
    const cy = await house.as(cast.cy);
    const page = await cy.get("/desk/held");
    assert.match(page.text, /Bo Answers would have been told more than 10 times/);
    assert.match(page.text, /20 ladders are held/);
    assert.match((await cy.get(`/tickets/${numbers[29]}`)).text, /Held, because too many people/);
    for (const stranger of [cast.bo, cast.ada]) {
      const visitor = await house.as(stranger);
      assert.ok([403, 404].includes((await visitor.get("/desk/held")).status));
      assert.equal((await visitor.post("/desk/held/release")).status, 403);
    }
    assert.equal(await held(), 20, "nobody else lets it go");
    assert.equal((await cy.post("/desk/held/release")).status, 303);
    assert.equal((await cy.post("/desk/held/release")).status, 409, "it is let go once");
    await pass(MINUTE);
    await pass(3 * MINUTE);
    assert.equal((await told()) - before, 30);
    assert.equal(await held(), 0);
    assert.match((await cy.get("/desk/held")).text, /Nothing is held/);
    assert.ok(mailsTo("bo", /to be seen/, sent).some(({ text }) => text.includes("Storm 29")));
    await resolveAll(numbers);
    assert.equal((await ctx.db.selectFrom("ladder_brake").selectAll().execute()).length, 1);
  });

  test("after half an hour it goes on by itself, one step a minute for each person; what was answered is let go", async () => {
    await nextMorning();
    const { cast } = house;
    const before = await told();
    const numbers: number[] = [];
    for (let n = 0; n < 14; n++) numbers.push(await ask(house, cast.ada, `Slow storm ${n}`));
    await pass(30 * MINUTE);
    assert.equal((await told()) - before, 10);
    assert.equal(await held(), 4);
    await resolveAll(numbers.slice(13));
    await pass(29 * MINUTE);
    assert.equal(await held(), 3, "the leads have half an hour");
    await pass(MINUTE);
    const times = [];
    for (let minute = 0; minute < 3; minute++) {
      times.push((await told()) - before - 10);
      await letGoSlowly(house.ctx);
      await pass(MINUTE);
    }
    assert.deepEqual(times, [1, 2, 3]);
    assert.equal(await held(), 0);
    await resolveAll(numbers.slice(0, 13));
  });

  test("on a restored copy ladders stand still until an admin says that it is the portal now", async () => {
    const { ctx, cast } = house;
    const before = await told();
    await holdMail(ctx);
    const number = await ask(house, cast.ada, "From the backup");
    await pass(HOUR);
    assert.equal(await told(), before);
    await releaseMail(ctx, cast.dee, false);
    await pass(MINUTE);
    assert.equal((await told()) - before, 1);
    await resolveAll([number]);
  });

  test("when too much is due at once the rest is held, though nobody is told too often", async () => {
    await nextMorning();
    const { ctx, cast } = house;
    const before = await told();
    const agents = [cast.bo.id];
    for (const name of ["Flo", "Gus"]) {
      const email = `${name}@example.test`;
      const { id } = await addPerson(ctx.db, { name, email, role: "agent", team: null, created_at: ctx.clock.now() });
      agents.push(id);
    }
    const numbers: number[] = [];
    for (let n = 0; n < 24; n++) {
      const number = await ask(house, cast.ada, `Many ${n}`, n === 23 ? { urgency: "high" } : {});
      await assignTicket(ctx, cast.cy, number, { from: null, to: agents[n % 3] as number });
      numbers.push(number);
    }
    await house.wait(30 * MINUTE);
    assert.equal((await told()) - before, 20);
    assert.equal(await held(), 4);
    const heldNames = await ctx.db
      .selectFrom("ladder_hold")
      .innerJoin("escalation", "escalation.id", "ladder_hold.escalation_id")
      .innerJoin("ticket", "ticket.id", "escalation.ticket_id")
      .select("ticket.subject")
      .where("ladder_hold.let_go_at", "is", null)
      .where("escalation.state", "=", "frozen")
      .execute();
    assert.deepEqual(
      heldNames.map(({ subject }) => subject).sort(),
      ["Many 19", "Many 20", "Many 21", "Many 22"].sort(),
      "D3: the most urgent went first",
    );
    assert.equal(await watchLadders(ctx), false, "what is held does not keep the ladders busy");
    await resolveAll(numbers);
    await pass(HOUR);
    assert.equal(await held(), 0);
  });
});
