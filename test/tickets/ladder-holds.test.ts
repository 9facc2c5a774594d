import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DAY, HOUR, MINUTE } from "#server/platform/clock.ts";
import { resolveTicket } from "#server/tickets/resolving.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouseInUtc, type House } from "#test/support/house.ts";
import { passTime } from "#test/tickets/office-hours.ts";
import { ask, readerOf } from "#test/tickets/question.ts";

onEachEngine("ladders that are held, overtaken or used up", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouseInUtc(engine);
  });
  after(() => house.close());

  const pass = (ms: number) => passTime(house, ms);
  const at = (ms: number) => new Date(house.ctx.clock.now() + ms).toISOString().slice(0, 16);
  const steps = async (number: number) => {
    const rows = await house.ctx.db
      .selectFrom("escalation_fire")
      .innerJoin("escalation", "escalation.id", "escalation_fire.escalation_id")
      .innerJoin("ticket", "ticket.id", "escalation.ticket_id")
      .select("escalation_fire.step")
      .where("ticket.number", "=", number)
      .execute();
    return rows.length;
  };

  test("held by hand until a moment, it tells nobody, keeps the rest of its delay, and goes on by itself", async () => {
    const { cast } = house;
    const number = await ask(house, cast.ada, "Waits for the release");
    await pass(20 * MINUTE);
    const bo = await house.as(cast.bo);
    const here = `/tickets/${number}`;
    assert.match((await bo.get(here)).text, /Hold the ladder/);
    assert.equal((await bo.post(`${here}/halt`, { until: at(-HOUR), reason: "Too late" })).status, 400);
    assert.equal((await bo.post(`${here}/halt`, { until: at(40 * DAY), reason: "Too long" })).status, 400);
    assert.equal((await bo.post(`${here}/halt`, { until: "soon", reason: "No moment" })).status, 400);
    assert.equal((await bo.post(`${here}/halt`, { until: at(2 * HOUR), reason: "Release at noon" })).status, 303);
    const { text } = await bo.get(here);
    assert.match(text, /Bo Answers holds it, until/);
    assert.match(text, /held the ladder until .*: Release at noon/);
    for (const stranger of [cast.ada, cast.zoe])
      assert.equal((await (await house.as(stranger)).post(`${here}/halt/end`)).status, 403);
    await pass(2 * HOUR);
    assert.equal(await steps(number), 0);
    await pass(9 * MINUTE);
    assert.equal(await steps(number), 0);
    await pass(MINUTE);
    assert.equal(await steps(number), 1);

    const again = await house.as(cast.bo);
    await again.post(`${here}/halt`, { until: at(5 * DAY), reason: "Longer" });
    await pass(10 * MINUTE);
    assert.equal((await again.post(`${here}/halt/end`)).status, 303);
    assert.match((await again.get(here)).text, /Next: Leads/);
    await resolveTicket(house.ctx, cast.ada, readerOf(cast.ada), number, null);
  });

  test("M11: a button that was drawn before the ladder moved on does nothing, and says so", async () => {
    const { cast } = house;
    const number = await ask(house, cast.ada, "Overtaken");
    const here = `/tickets/${number}`;
    await pass(30 * MINUTE);
    const mail = house.sent().findLast(({ to, subject }) => to.startsWith("bo") && subject.includes("Overtaken"));
    const link = /http:\S+\/acknowledgement\S*/.exec(mail?.text ?? "")?.[0]?.replace(/^http:\/\/[^/]+/, "") ?? "";
    assert.match(link, /lock=1/);
    const bo = await house.as(cast.bo);
    assert.doesNotMatch((await bo.get(link)).text, /moved on since your mail/);
    await pass(HOUR);
    assert.match((await bo.get(link)).text, /moved on since your mail/);
    const stale = await bo.post(`${here}/acknowledgement`, { lock: "1" });
    assert.equal(stale.status, 409);
    assert.match(stale.text, /moved on meanwhile/);
    assert.match((await bo.get(here)).text, /Next: Admins/, "nothing was acknowledged");
    const again = await bo.post(`${here}/escalation`, { reason: "Now", lock: "1" });
    assert.equal(again.status, 409);
    assert.equal((await bo.post(`${here}/acknowledgement`, { lock: "2" })).status, 303);
    assert.match((await bo.get(here)).text, /Bo Answers has seen it/);
    await resolveTicket(house.ctx, cast.ada, readerOf(cast.ada), number, null);
  });

  test("a ladder that is used up stands on top for those who lead, and in their morning mail, until it is seen", async () => {
    const { cast } = house;
    const number = await ask(house, cast.ada, "Nobody comes");
    for (let hour = 0; hour < 44; hour++) await pass(HOUR);
    const [bo, cy] = [await house.as(cast.bo), await house.as(cast.cy)];
    assert.match((await cy.get("/desk")).text, /Ladder used up, nobody has seen it[\s\S]*Nobody comes/);
    assert.doesNotMatch((await bo.get("/desk")).text, /Ladder used up, nobody/);
    const mornings = () => house.sent().filter(({ subject }) => /used up/.test(subject));
    assert.deepEqual([...new Set(mornings().map(({ to }) => to.slice(0, 2)))].sort(), ["cy", "de"]);
    assert.match(mornings()[0]?.text ?? "", new RegExp(`T-${number} Nobody comes`));
    const before = mornings().length;
    await pass(HOUR);
    assert.equal(mornings().length, before, "once a day");
    assert.equal((await cy.post(`/tickets/${number}/acknowledgement`)).status, 303);
    assert.doesNotMatch((await cy.get("/desk")).text, /Ladder used up, nobody/);
    await pass(DAY);
    const later = await house.as(cast.cy);
    assert.match((await later.get("/desk")).text, /Ladder used up, nobody/, "seen is not done");
  });
});
