import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { USUAL } from "#server/notifications/channels.ts";
import { saveChoice } from "#server/notifications/notice-store.ts";
import { addWebhook } from "#server/notifications/webhook-store.ts";
import type { Person } from "#server/people/person.ts";
import { addPerson, personById } from "#server/people/store.ts";
import { HOUR, MINUTE } from "#server/platform/clock.ts";
import { writeSettings } from "#server/platform/settings.ts";
import { acknowledgeTicket } from "#server/tickets/acknowledging.ts";
import { resolveTicket } from "#server/tickets/resolving.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { passTime, untilMorning } from "#test/tickets/office-hours.ts";
import { ask, readerOf } from "#test/tickets/question.ts";

/** S5: support is told half an hour after it was asked, the leads an hour later. */
onEachEngine("a step that reaches nobody", (engine) => {
  let house: House;
  let flo: Person;
  const refused = new Set<string>();
  before(async () => {
    house = await buildHouse({ engine });
    const { ctx } = house;
    await writeSettings(ctx, { timeZone: "UTC" });
    const second = { name: "Flo Answers", email: "flo@example.test", role: "agent", team: null } as const;
    const { id } = await addPerson(ctx.db, { ...second, created_at: ctx.clock.now() });
    flo = (await personById(ctx.db, id)) as Person;
    const { mailer } = ctx;
    assert.ok(mailer);
    ctx.mailer = {
      ...mailer,
      send: async (mail) => {
        if (!refused.has(mail.to.email)) return mailer.send(mail);
        throw Object.assign(new Error("refused by policy"), { responseCode: 554 });
      },
    };
    await house.settle();
  });
  after(() => house.close());

  const begin = async (...whom: string[]) => {
    await untilMorning(house);
    refused.clear();
    for (const email of whom) refused.add(`${email}@example.test`);
    return ask(house, house.cast.ada, "Nobody hears");
  };
  const steps = async (number: number) =>
    (
      await house.ctx.db
        .selectFrom("escalation_fire")
        .innerJoin("escalation", "escalation.id", "escalation_fire.escalation_id")
        .innerJoin("ticket", "ticket.id", "escalation.ticket_id")
        .select(["escalation_fire.step", "escalation_fire.fired_at as at", "escalation.anchor_at as asked"])
        .where("ticket.number", "=", number)
        .orderBy("escalation_fire.step")
        .execute()
    ).map(({ step, at, asked }) => `${step} after ${(at - asked) / MINUTE} min`);
  const historyOf = async (number: number) => (await (await house.as(house.cast.cy)).get(`/tickets/${number}`)).text;
  const resolve = async (number: number) => {
    await resolveTicket(house.ctx, house.cast.ada, readerOf(house.cast.ada), number, null);
    await house.settle();
  };
  /** The half hour, and one tick more in which the failure is seen. */
  const untilFailure = async () => {
    await house.wait(30 * MINUTE);
    await passTime(house, MINUTE);
  };

  test("the next step follows at once when every mail was refused for good, and the ticket says so", async () => {
    const number = await begin("bo", "flo");
    await untilFailure();
    assert.deepEqual(await steps(number), ["0 after 30 min", "1 after 31 min"]);
    assert.match(
      await historyOf(number),
      /could not reach Bo Answers, Flo Answers \(Unheard questions, [^)]+\), so the next step follows at once/,
    );
    await passTime(house, 2 * HOUR);
    const rows = await house.ctx.db.selectFrom("escalation_lost").selectAll().execute();
    assert.equal(rows.length, 1, "noted once");
    assert.doesNotMatch((await (await house.as(house.cast.ada)).get(`/tickets/${number}`)).text, /could not reach/);
    await resolve(number);
  });

  test("one who was reached is enough: the next step keeps its delay", async () => {
    const number = await begin("bo");
    await untilFailure();
    assert.deepEqual(await steps(number), ["0 after 30 min"]);
    await passTime(house, 58 * MINUTE);
    assert.equal((await steps(number)).length, 1);
    await passTime(house, MINUTE);
    assert.deepEqual(await steps(number), ["0 after 30 min", "1 after 90 min"]);
    await resolve(number);
  });

  const lost = async () => (await house.ctx.db.selectFrom("escalation_lost").select("step").execute()).length;

  test("so is one who opened the entry in the portal, and one who has said that they have seen it", async () => {
    const before = await lost();
    const opened = await begin("bo", "flo");
    await house.wait(30 * MINUTE);
    await (await house.as(house.cast.bo)).get(`/tickets/${opened}`);
    await passTime(house, MINUTE);
    assert.deepEqual(await steps(opened), ["0 after 30 min"]);
    await resolve(opened);

    const seen = await begin("bo", "flo");
    await house.wait(30 * MINUTE + 1);
    const { length } = await steps(seen);
    assert.equal(length, 1);
    await sayBefore(seen);
    assert.equal(await lost(), before);
    await resolve(seen);
  });

  /** A moment after the step, and before its mail was refused. */
  const sayBefore = async (number: number) => {
    const post = house.ctx.mailer;
    house.ctx.mailer = null;
    await passTime(house, 1);
    await acknowledgeTicket(house.ctx, flo, number);
    house.ctx.mailer = post;
    await passTime(house, MINUTE);
    assert.equal((await steps(number)).length, 1, "it stands still");
  };

  test("one who wants no mail at all counts as told by the entry; one with a webhook while that still calls", async () => {
    const { ctx } = house;
    const quiet = { ...USUAL, urgent: { mail: "off" as const, webhook: true } };
    const choose = (choices: typeof USUAL) =>
      saveChoice(ctx.db, { person_id: flo.id, definition: JSON.stringify(choices), changed_at: 1 });
    await choose(quiet as typeof USUAL);
    const entry = await begin("bo");
    await untilFailure();
    assert.deepEqual(await steps(entry), ["0 after 30 min"]);
    await resolve(entry);

    const hook = { name: "Flo's", url: "https://flo.example.test/", shape: "json" as const, hears: "[]" };
    await addWebhook(ctx.db, { ...hook, person_id: flo.id, made_by: flo.id, made_at: 1 });
    let status = 500;
    ctx.outgoing = { ...ctx.outgoing, post: async () => ({ status, tookMs: 1 }) };
    const calls = await begin("bo");
    await untilFailure();
    assert.deepEqual(await steps(calls), ["0 after 30 min"], "it is called again");
    status = 410;
    await passTime(house, MINUTE);
    await passTime(house, MINUTE);
    assert.equal((await steps(calls)).length, 2, "it is gone, and she is not told");
    await choose(USUAL);
    await resolve(calls);
  });

  test("what stood on one list or in the daily mail is lost with that", async () => {
    const { ctx, cast } = house;
    const many = [await begin("bo", "flo")];
    refused.clear();
    for (let n = 0; n < 4; n++) many.push(await ask(house, cast.ada, `One of many ${n}`));
    await house.wait(30 * MINUTE);
    await house.settle();
    for (const email of ["bo", "flo"]) refused.add(`${email}@example.test`);
    const onList = many.slice(3);
    for (const number of onList) assert.deepEqual(await steps(number), ["0 after 30 min"]);
    await passTime(house, 3 * MINUTE);
    await passTime(house, MINUTE);
    for (const number of onList) assert.equal((await steps(number)).length, 2, `T-${number} was on the list`);
    for (const number of many.slice(0, 3))
      assert.equal((await steps(number)).length, 1, `T-${number} had its own mail`);
    for (const number of many) await resolve(number);

    const daily = { ...USUAL, urgent: { mail: "digest" as const, webhook: false }, digestAt: "10:00" };
    for (const { id } of [cast.bo, flo])
      await saveChoice(ctx.db, { person_id: id, definition: JSON.stringify(daily), changed_at: 2 });
    const digest = await begin("bo", "flo");
    await untilFailure();
    assert.deepEqual(await steps(digest), ["0 after 30 min"]);
    await passTime(house, 29 * MINUTE);
    await passTime(house, MINUTE);
    assert.deepEqual(await steps(digest), ["0 after 30 min", "1 after 60 min"]);
    await resolve(digest);
    for (const { id } of [cast.bo, flo])
      await saveChoice(ctx.db, { person_id: id, definition: JSON.stringify(USUAL), changed_at: 3 });
  });

  test("when nobody on the ladder can be reached, those hear who are there for that, and the ticket says so", async () => {
    const number = await begin("bo", "flo", "cy", "dee");
    await untilFailure();
    for (let n = 0; n < 3; n++) await passTime(house, MINUTE);
    assert.deepEqual(await steps(number), ["0 after 30 min", "1 after 31 min", "2 after 31 min"]);
    const text = await historyOf(number);
    assert.match(text, /could not reach Dee Runs \([^)]+\), so told Cy Leads in their place/);
    assert.match(text, /The ladder is used up/);
    await resolve(number);
  });
});
