import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { addAbsence } from "#server/escalation/rotas.ts";
import { addPerson, personById } from "#server/people/store.ts";
import { DAY, HOUR } from "#server/platform/clock.ts";
import { saveQueue } from "#server/tickets/queue-saving.ts";
import { choose, isFor, type Rule } from "#server/tickets/rule.ts";
import { rehearseRule } from "#server/tickets/rule-rehearsing.ts";
import { findRule, listRules, saveRule, switchRule } from "#server/tickets/rules.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask } from "./question.ts";

const ANY: Rule = {
  name: "All",
  queue: null,
  categories: [],
  urgencies: [],
  team: null,
  answer: null,
  way: "in turn",
  people: [],
};

test("a rule is for what all of its conditions are true of", () => {
  const asked = {
    queueId: 2,
    category: "access",
    urgency: "high",
    team: "Payments",
    answers: new Map([[4, "V1.4"]]),
  } as const;
  const cases: [Partial<Rule>, boolean][] = [
    [{}, true],
    [{ queue: 2, categories: ["branches", "access"], urgencies: ["high"], team: "payments" }, true],
    [{ queue: 3 }, false],
    [{ categories: ["branches"] }, false],
    [{ urgencies: ["low"] }, false],
    [{ team: "Search" }, false],
    [{ answer: { fieldId: 4, value: "v1.4" } }, true],
    [{ answer: { fieldId: 4, value: "1.5" } }, false],
    [{ answer: { fieldId: 5, value: "v1.4" } }, false],
  ];
  for (const [wanted, expected] of cases) assert.equal(isFor({ ...ANY, ...wanted }, asked), expected);
  assert.equal(isFor({ ...ANY, categories: ["access"] }, { ...asked, category: null }), false);
});

test("turns go round among whoever is there, and everybody gets as many as anybody else, give or take one", () => {
  assert.equal(
    choose("in turn", [], 3, () => 0),
    null,
  );
  assert.equal(
    choose("in turn", [5, 1, 3], null, () => 0),
    1,
  );
  assert.equal(
    choose("in turn", [5, 1, 3], 3, () => 0),
    5,
  );
  assert.equal(
    choose("in turn", [5, 1, 3], 5, () => 0),
    1,
  );
  assert.equal(
    choose("who has least", [1, 3, 5], 1, (id) => (id === 5 ? 1 : 2)),
    5,
  );
  assert.equal(
    choose("who has least", [1, 3, 5], 3, () => 7),
    5,
    "as little each: whose turn it is",
  );
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(50), { minLength: 1 }), fc.nat(100), (people, many) => {
      const given = new Map<number, number>();
      let last: number | null = null;
      for (let turn = 0; turn < many; turn += 1) {
        last = choose("in turn", people, last, () => 0) as number;
        given.set(last, (given.get(last) ?? 0) + 1);
      }
      const counts = people.map((id) => given.get(id) ?? 0);
      assert.ok(Math.max(...counts) - Math.min(...counts) <= 1);
    }),
  );
});

onEachEngine("assignment rules", (engine) => {
  let house: House;
  let queue: number;
  let eve: number;
  before(async () => {
    house = await buildHouse({ engine });
    const { ctx, cast } = house;
    const added = { name: "Eve Answers", email: "eve@example.test", role: "agent", team: null } as const;
    eve = (await addPerson(ctx.db, { ...added, created_at: ctx.clock.now() })).id;
    const members = [cast.bo.id, eve].map((personId) => ({ personId, part: "member" as const }));
    queue = await saveQueue(ctx, cast.dee, null, { name: "Access", members, categories: ["access"] });
  });
  after(() => house.close());

  const holderOf = async (number: number) =>
    (
      await house.ctx.db
        .selectFrom("ticket")
        .select("assignee_id as id")
        .where("number", "=", number)
        .executeTakeFirstOrThrow()
    ).id;
  const turnOn = async (rule: Partial<Rule>, position = 1) => {
    const { ctx, cast } = house;
    const id = await saveRule(ctx, cast.dee, null, { position, rule: { ...ANY, ...rule } });
    await switchRule(ctx, cast.dee, id, 1, true);
    return id;
  };
  const askAndSettle = async (category = "access") => {
    const number = await ask(house, house.cast.ada, "Who is it", { category });
    await house.settle();
    return number;
  };

  test("show what they would have done before they are switched on, and do nothing until then", async () => {
    const { dee, bo } = house.cast;
    const untouched = await askAndSettle();
    await askAndSettle("branches");
    const admin = await house.as(dee);
    const form = {
      name: "Access in turn",
      position: "1",
      queue: String(queue),
      urgency: "",
      team: "",
      field: "",
      value: "",
      people: "",
    };
    const made = await admin.post("/admin/rules", { ...form, way: "in turn", c_access: "yes" });
    assert.equal(made.status, 303);
    assert.equal(await holderOf(await askAndSettle()), null, "off");
    const { text } = await admin.get(made.location ?? "");
    assert.match(text, /it is for 2 of them/);
    assert.match(text, /Bo Answers<\/th><td class="r">1/);
    assert.match(text, /Eve Answers<\/th><td class="r">1/);
    const on = await admin.post(`${made.location}/activation`, { version: "1", on: "yes" });
    assert.equal(on.status, 303);
    const [one, other] = [await askAndSettle(), await askAndSettle()];
    assert.deepEqual([await holderOf(one), await holderOf(other)], [bo.id, eve]);
    assert.equal(await holderOf(untouched), null, "what came in before stays");
    const { text: sheet } = await (await house.as(bo)).get(`/tickets/${one}`);
    assert.match(sheet, /<b>The portal<\/b> gave it to Bo Answers by the rule “Access in turn”/);
    assert.equal(
      house.sent().filter(({ to, text }) => to === "bo@example.test" && /was given to you/.test(text)).length,
      1,
    );
    const changed = await admin.post(made.location ?? "", { ...form, version: "1", way: "who has least" });
    assert.equal(changed.status, 303);
    assert.equal(await holderOf(await askAndSettle()), null, "a rule that was changed is off");
    assert.equal((await admin.post(`${made.location}/activation`, { version: "1", on: "yes" })).status, 409);
    await admin.post(`${made.location}/deletion`);
  });

  test("who is away is passed over, and what nobody is there for waits", async () => {
    const { ctx, cast } = house;
    await askAndSettle();
    await house.wait(2 * HOUR);
    const id = await turnOn({ queue, way: "in turn" });
    const now = ctx.clock.now();
    await addAbsence(ctx, cast.dee, { personId: eve, deputyId: null, from: now - HOUR, to: now + DAY });
    assert.equal(await holderOf(await askAndSettle()), cast.bo.id);
    assert.equal(await holderOf(await askAndSettle()), cast.bo.id);
    await addAbsence(ctx, cast.dee, { personId: cast.bo.id, deputyId: null, from: now - HOUR, to: now + HOUR });
    assert.equal(await holderOf(await askAndSettle()), null);
    const kept = await findRule(ctx, id);
    const { left, meant } = await rehearseRule(ctx, kept, await listRules(ctx), () => true);
    assert.ok(left >= 1 && left < meant);
    await switchRule(ctx, cast.dee, id, 1, false);
    await house.wait(2 * DAY);
  });

  test("who has least to do is counted as it is now, and a move into the queue counts as coming in", async () => {
    const { ctx, cast } = house;
    const zed = await personById(ctx.db, cast.cy.id);
    assert.ok(zed);
    const id = await turnOn({ queue, way: "who has least" });
    const busy = await ctx.db
      .selectFrom("counter")
      .select(["name", "value"])
      .where("name", "in", [`tickets.of.${cast.bo.id}`, `tickets.of.${eve}`])
      .execute();
    const load = (who: number) => Number(busy.find(({ name }) => name === `tickets.of.${who}`)?.value ?? 0);
    const least = load(eve) < load(cast.bo.id) ? eve : cast.bo.id;
    const number = await askAndSettle("branches");
    const { seq } = await ctx.db
      .selectFrom("ticket")
      .select("seq")
      .where("number", "=", number)
      .executeTakeFirstOrThrow();
    const form = { seq: String(seq), status: "", urgency: "normal", category: "", queue: String(queue) };
    assert.equal((await (await house.as(cast.dee)).post(`/tickets/${number}/triage`, form)).status, 303);
    await house.settle();
    assert.equal(await holderOf(number), least);
    await switchRule(ctx, cast.dee, id, 1, false);
  });

  test("look at what stands in a field, now and in the last month", async () => {
    const { ctx, cast } = house;
    const { id: fieldId } = await ctx.db
      .insertInto("ticket_question")
      .values({
        ...{ category: null, label: "Version", hint: "", kind: "version", choices: "[]", required_since: null },
        ...{ position: 1, version: 1, retired_at: null },
      })
      .returning("id")
      .executeTakeFirstOrThrow();
    const askWith = async (value: string) => {
      const number = await ask(house, cast.ada, "With a version", { category: "access" });
      const row = await ctx.db.selectFrom("ticket").select("id").where("number", "=", number).executeTakeFirstOrThrow();
      const answer = { ticket_id: row.id, field_id: fieldId, label: "Version", kind: "version", value } as const;
      await ctx.db.insertInto("ticket_answer").values(answer).execute();
      await house.settle();
      return number;
    };
    const id = await turnOn({ answer: { fieldId, value: "2.0" }, people: [cast.bo.id] });
    assert.equal(await holderOf(await askWith("1.0")), null);
    assert.equal(await holderOf(await askWith("2.0")), cast.bo.id);
    const { meant } = await rehearseRule(ctx, await findRule(ctx, id), await listRules(ctx), () => true);
    assert.equal(meant, 1);
    const admin = await house.as(cast.dee);
    const form = { name: "By field", position: "1", queue: "", urgency: "", team: "", people: "", way: "in turn" };
    assert.equal((await admin.post("/admin/rules", { ...form, field: String(fieldId), value: " " })).status, 422);
    const made = await admin.post("/admin/rules", { ...form, field: String(fieldId), value: "2.0" });
    assert.match((await admin.get(made.location ?? "")).text, /it is for \d+ of them/);
    await switchRule(ctx, cast.dee, id, 1, false);
  });

  test("are made by admins alone", async () => {
    for (const person of [house.cast.ada, house.cast.bo, house.cast.cy]) {
      const visitor = await house.as(person);
      assert.equal((await visitor.get("/admin/rules")).status, 404);
      assert.equal((await visitor.post("/admin/rules", { name: "Mine" })).status, 403);
      await assert.rejects(saveRule(house.ctx, person, null, { position: 1, rule: ANY }), { status: 403 });
    }
    const wrong = await (await house.as(house.cast.dee)).post("/admin/rules", {
      name: "X",
      people: "who@example.test",
    });
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /who@example\.test/);
  });
});
