import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { addAbsence } from "#server/escalation/rotas.ts";
import { readShare, writeShare } from "#server/escalation/share-text.ts";
import { addPerson } from "#server/people/store.ts";
import { HOUR, MINUTE } from "#server/platform/clock.ts";
import { assignTicket, triageTicket } from "#server/tickets/assigning.ts";
import { addQueue, setMembers } from "#server/tickets/queue-store.ts";
import { resolveTicket } from "#server/tickets/resolving.ts";
import { tagTicket } from "#server/tickets/tagging.ts";
import { letWatch } from "#server/tickets/watching.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouseInUtc, type House } from "#test/support/house.ts";
import { passTime, untilMorning } from "#test/tickets/office-hours.ts";
import { ask, readerOf } from "#test/tickets/question.ts";

test("a share of a promise reads as it is written", () => {
  for (const [text, percent, minutes] of [
    ["75 %", 75, 0],
    ["30 min before", 100, -30],
    ["1 h 30 min after", 100, 90],
  ] as const) {
    assert.deepEqual(readShare(text), { ok: true, value: { percent, minutes } });
    assert.equal(writeShare({ percent, minutes }), text);
  }
  assert.equal(readShare("soon").ok, false);
  assert.equal(readShare("10 min").ok, false);
});

onEachEngine("steps of ladders", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouseInUtc(engine);
  });
  after(() => house.close());

  const pass = (ms: number) => passTime(house, ms);
  const nextMorning = () => untilMorning(house);
  /** Saves a ladder through the form, as an admin does. */
  let position = 1000;
  const ladder = async (category: string, fields: Record<string, string>, address = "") => {
    const admin = await house.as(house.cast.dee);
    const head = { name: `Ladder of ${category}`, enabled: "yes", repeat: "0", again: "1 h", ack: "4 h" };
    position -= 1;
    const form = { ...head, categories: category, position: String(position), ...fields };
    return admin.post(`/admin/ladders${address}`, form);
  };
  const fires = async (number: number) =>
    (
      await house.ctx.db
        .selectFrom("escalation_fire")
        .innerJoin("escalation", "escalation.id", "escalation_fire.escalation_id")
        .innerJoin("ticket", "ticket.id", "escalation.ticket_id")
        .select(["escalation_fire.step", "escalation_fire.outcome", "escalation_fire.told", "escalation_fire.reason"])
        .where("ticket.number", "=", number)
        .orderBy("escalation_fire.step")
        .execute()
    ).map(({ step, outcome, told, reason }) => [step, outcome, JSON.parse(told), reason]);
  const row = (number: number) =>
    house.ctx.db.selectFrom("ticket").selectAll().where("number", "=", number).executeTakeFirstOrThrow();
  const resolve = (number: number) => resolveTicket(house.ctx, house.cast.ada, readerOf(house.cast.ada), number, null);

  test("L4: a step by a promise is due when that share of it is used up, and follows a change of it", async () => {
    const { cast } = house;
    const form = {
      "name-0": "Half",
      "by-0": "response",
      "share-0": "50 %",
      "assignee-0": "yes",
      "name-1": "Soon",
      "by-1": "response",
      "share-1": "30 min before",
      "managers-1": "yes",
      "name-2": "Late",
      "by-2": "response",
      "share-2": "10 min after",
      "admins-2": "yes",
    };
    assert.equal((await ladder("branches", form)).status, 303);
    const page = await (await house.as(cast.dee)).get("/admin/ladders");
    assert.match(page.text, /30 min before of the response/);
    const number = await ask(house, cast.ada, "By its promise");
    const urgent = await ask(house, cast.ada, "Became urgent");
    await pass(2 * HOUR - MINUTE);
    assert.deepEqual(await fires(number), []);
    await pass(MINUTE);
    assert.deepEqual(await fires(number), [[0, "told", [cast.bo.id], null]]);
    // High: one hour in all, so that every step is over at once: the highest is taken, the others are passed.
    const bo = await house.as(cast.bo);
    const { seq } = await row(urgent);
    await bo.post(`/tickets/${urgent}/triage`, { seq: String(seq), status: "", urgency: "high", category: "branches" });
    await pass(MINUTE);
    assert.deepEqual((await fires(urgent)).slice(1), [
      [1, "empty", [], "overtaken by a later step"],
      [2, "told", [cast.dee.id], null],
    ]);
    await pass(90 * MINUTE - MINUTE);
    assert.deepEqual((await fires(number)).slice(1), [[1, "told", [cast.cy.id], null]]);
    await pass(40 * MINUTE);
    assert.deepEqual((await fires(number)).slice(2), [[2, "told", [cast.dee.id], null]]);
    await resolve(number);
    await resolve(urgent);
  });

  test("a queue's own people and leads, watchers and whoever is named are told; guards let a step pass by", async () => {
    await nextMorning();
    const { ctx, cast } = house;
    const added = { role: "agent", team: null, created_at: ctx.clock.now() } as const;
    const flo = (await addPerson(ctx.db, { ...added, name: "Flo", email: "flo@example.test" })).id;
    const gus = (await addPerson(ctx.db, { ...added, name: "Gus", email: "gus@example.test" })).id;
    const queue = (await addQueue(ctx.db, "Databases", ctx.clock.now())) as number;
    const members = [
      { personId: flo, part: "member" },
      { personId: gus, part: "lead" },
    ] as const;
    await setMembers(ctx.db, queue, members, ctx.clock.now());
    const step = (place: number, fields: Record<string, string>) =>
      Object.fromEntries(
        Object.entries({ name: `Step ${place}`, after: place === 0 ? "0" : "10 min", ...fields }).map(
          ([name, value]) => [`${name}-${place}`, value],
        ),
      );
    const form = {
      ...step(0, { managers: "yes", "only-tags": "outage" }),
      ...step(1, { managers: "yes", "only-teams": "Search, Payments", moves: String(queue), note: "Nobody took it" }),
      ...step(2, { queue: "yes", raises: "yes" }),
      ...step(3, { leads: "yes", watches: "yes" }),
      ...step(4, { watchers: "yes", "only-queue": String(queue) }),
      ...step(5, { admins: "yes", "only-categories": "branches" }),
    };
    assert.equal((await ladder("monitoring", form)).status, 303);
    const number = await ask(house, cast.ada, "Through all steps", { category: "monitoring" });
    const tagged = await ask(house, cast.ada, "Tagged", { category: "monitoring" });
    await tagTicket(ctx, cast.bo, tagged, { add: ["outage"], remove: [] });
    await letWatch(ctx, cast.bo, number, cast.bo.id);
    for (let n = 0; n < 6; n++) await pass(10 * MINUTE);
    assert.deepEqual(await fires(number), [
      [0, "empty", [], null],
      [1, "told", [cast.cy.id], null],
      [2, "told", [flo, gus], null],
      [3, "told", [gus], null],
      [4, "told", [cast.bo.id, gus].sort((a, b) => a - b), null],
      [5, "empty", [], null],
    ]);
    const { queue_id, urgency } = await row(number);
    assert.deepEqual([queue_id, urgency], [queue, "high"]);
    assert.deepEqual((await fires(tagged))[0], [0, "told", [cast.cy.id], null]);
    const { text } = await (await house.as(cast.cy)).get(`/tickets/${number}`);
    assert.match(text, /moved it to Databases, noted: Nobody took it/);
    assert.match(text, /let Gus watch it/);
    await resolve(number);
    await resolve(tagged);
  });

  test("a guard asks how it stands; after a step that told nobody the next follows at once, but not before its moment", async () => {
    await nextMorning();
    const { cast } = house;
    const form = {
      ...{ "name-0": "Comes back", "after-0": "10 min", "managers-0": "yes", "only-class-0": "open" },
      ...{ "name-1": "Is new", "after-1": "10 min", "admins-1": "yes", "only-class-1": "new", "only-1": "high normal" },
      ...{ "name-2": "Tagged", "after-2": "10 min", "managers-2": "yes", "only-tags-2": "Flaky Test" },
      ...{ "name-3": "Half", "by-3": "response", "share-3": "50 %", "agents-3": "yes" },
    };
    const saved = await ladder("branches", form);
    const dee = await house.as(cast.dee);
    assert.match((await dee.get("/admin/ladders")).text, /Is new<\/strong>[^/]*\(only high or normal urgency, new\)/);
    const page = await dee.get(saved.headers.get("location") ?? "");
    assert.match(page.text, /<option value="new" selected>New<\/option>/);
    assert.match(page.text, /<option value="high normal" selected>/);
    assert.match(page.text, /value="flaky-test"/);
    const number = await ask(house, cast.ada, "Is new");
    await pass(10 * MINUTE);
    assert.deepEqual(await fires(number), [
      [0, "empty", [], null],
      [1, "told", [cast.dee.id], null],
    ]);
    await pass(10 * MINUTE);
    assert.deepEqual((await fires(number)).slice(2), [[2, "empty", [], null]], "two hours have not passed");
    await pass(100 * MINUTE - MINUTE);
    assert.equal((await fires(number)).length, 3);
    await pass(MINUTE);
    assert.deepEqual(
      (await fires(number)).slice(3).map(([step, outcome]) => [step, outcome]),
      [[3, "told"]],
    );
    await resolve(number);

    const again = await ask(house, cast.ada, "Comes back");
    const bo = await house.as(cast.bo);
    await bo.post(`/tickets/${again}/messages`, { body: "So", kind: "public", seen: "1", next: "" });
    await bo.post(`/tickets/${again}/assignment`, { assignee: "", from: `${cast.bo.id}` });
    const ada = await house.as(cast.ada);
    await ada.post(`/tickets/${again}/messages`, { body: "And now?", seen: "2", next: "" });
    await resolve(again);
    await ada.post(`/tickets/${again}/messages`, { body: "Not solved", seen: "3", next: "" });
    await pass(10 * MINUTE);
    assert.deepEqual(await fires(again), [[0, "told", [cast.cy.id], null]], "it is open");
    await resolve(again);
  });

  test("where a ladder reaches nobody, who leads its queue hears; else those who lead at all", async () => {
    await nextMorning();
    const { ctx, cast } = house;
    const form = { "name-0": "Nobody", "after-0": "10 min", "watchers-0": "yes" };
    assert.equal((await ladder("monitoring", form)).status, 303);
    const queue = (await addQueue(ctx.db, "Led", ctx.clock.now())) as number;
    await setMembers(ctx.db, queue, [{ personId: cast.bo.id, part: "lead" }], ctx.clock.now());
    const [led, other] = [
      await ask(house, cast.ada, "Led", { category: "monitoring" }),
      await ask(house, cast.ada, "Not led", { category: "monitoring" }),
    ];
    const { seq } = await row(led);
    await triageTicket(ctx, cast.dee, led, { seq, status: null, urgency: "normal", category: "monitoring", queue });
    await pass(10 * MINUTE);
    const toldOf = async (number: number) =>
      (
        await ctx.db
          .selectFrom("notice")
          .select("person_id")
          .where("kind", "=", "ladder.fallback")
          .where("about", "=", `T-${number}`)
          .execute()
      ).map(({ person_id }) => person_id);
    assert.deepEqual([await toldOf(led), await toldOf(other)], [[cast.bo.id], [cast.cy.id]]);
    for (const number of [led, other]) await resolve(number);
  });

  test("a deputy hears in place of who is away; who is away without one hears all the same", async () => {
    await nextMorning();
    const { ctx, cast } = house;
    const form = {
      ...{ "name-0": "Who has it", "after-0": "10 min", "assignee-0": "yes" },
      ...{ "name-1": "Leads", "after-1": "10 min", "managers-1": "yes", "person-1": `${cast.dee.id}` },
    };
    assert.equal((await ladder("monitoring", form)).status, 303);
    const now = ctx.clock.now();
    const away = (personId: number, deputyId: number | null) =>
      addAbsence(ctx, cast.dee, { personId, deputyId, from: now, to: now + HOUR });
    await away(cast.bo.id, cast.cy.id);
    const [one, other] = [
      await ask(house, cast.ada, "Bo is away", { category: "monitoring" }),
      await ask(house, cast.ada, "So is Cy", { category: "monitoring" }),
    ];
    await assignTicket(ctx, cast.cy, one, { from: null, to: cast.bo.id });
    await pass(10 * MINUTE);
    assert.deepEqual(await fires(one), [[0, "told", [cast.cy.id], null]]);
    await away(cast.cy.id, null);
    await pass(10 * MINUTE);
    assert.deepEqual((await fires(one))[1], [1, "told", [cast.cy.id, cast.dee.id], null], "Cy has no deputy");
    await assignTicket(ctx, cast.cy, other, { from: null, to: cast.bo.id });
    const last = await ask(house, cast.ada, "Whose deputy is away", { category: "monitoring" });
    await assignTicket(ctx, cast.cy, last, { from: null, to: cast.bo.id });
    await pass(10 * MINUTE);
    assert.deepEqual(await fires(last), [[0, "told", [cast.bo.id], null]]);
    for (const number of [one, other, last]) await resolve(number);
    await pass(HOUR);
  });

  test("a ladder is for a queue and an urgency, counts from when it was given away, and begins again further up", async () => {
    await nextMorning();
    const { ctx, cast } = house;
    const queue = (await addQueue(ctx.db, "Registry", ctx.clock.now())) as number;
    const form = {
      ...{ queue: String(queue), only: "high normal", since: "assigned", repeat: "1", from: "2", again: "20 min" },
      ...{ "name-0": "First", "after-0": "30 min", "agents-0": "yes" },
      ...{ "name-1": "Second", "after-1": "10 min", "managers-1": "yes" },
      ...{ "name-2": "Third", "after-2": "10 min", "admins-2": "yes" },
    };
    assert.equal((await ladder("branches", { ...form, from: "4" })).status, 422, "there are three");
    const saved = await ladder("branches", form);
    const dee = await house.as(cast.dee);
    const { text } = await dee.get("/admin/ladders");
    assert.match(text, /For branches · high or normal urgency · Registry, since it was given to somebody/);
    assert.match(text, /Then again from Second after 20 min, once/);
    const page = await dee.get(saved.headers.get("location") ?? "");
    assert.match(page.text, new RegExp(`<option value="${queue}" selected>Registry</option>`));
    assert.match(page.text, /<option value="assigned" selected>/);
    const move = async (number: number, urgency: "normal" | "low") => {
      const { seq } = await row(number);
      await triageTicket(ctx, cast.cy, number, { seq, status: null, urgency, category: "branches", queue });
    };
    const ladderOf = async (number: number) => {
      const found = await ctx.db
        .selectFrom("escalation")
        .innerJoin("ticket", "ticket.id", "escalation.ticket_id")
        .select("escalation.ladder_id")
        .where("ticket.number", "=", number)
        .executeTakeFirst();
      return `/admin/ladders/${found?.ladder_id}` === saved.headers.get("location");
    };
    const elsewhere = await ask(house, cast.ada, "Lies elsewhere");
    const low = await ask(house, cast.ada, "Low");
    const number = await ask(house, cast.ada, "Given away");
    await move(number, "normal");
    await move(low, "low");
    assert.deepEqual([await ladderOf(number), await ladderOf(low), await ladderOf(elsewhere)], [true, false, false]);
    await pass(20 * MINUTE);
    await assignTicket(ctx, cast.cy, number, { from: null, to: cast.bo.id });
    await pass(29 * MINUTE);
    assert.deepEqual(await fires(number), []);
    await pass(MINUTE);
    for (const wait of [10, 10, 20, 10]) await pass(wait * MINUTE);
    const taken = (await fires(number)).map(([step]) => step);
    assert.deepEqual(taken, [0, 1, 1, 2, 2]);
    for (const one of [elsewhere, low, number]) await resolve(one);
  });

  test("what is typed wrongly comes back with a sentence and everything else", async () => {
    const { status, text } = await ladder("branches", { "name-0": "Odd", "by-0": "response", "agents-0": "yes" });
    assert.equal(status, 422);
    assert.match(text, /Say at which share of the time Odd is told/);
    const other = await ladder("branches", {
      "name-0": "Odd",
      "by-0": "response",
      "share-0": "soon",
      "agents-0": "yes",
    });
    assert.equal(other.status, 422);
    assert.match(other.text, /like 75 %, 30 min before or 1 h after/);
    assert.match(other.text, /value="soon"/);
  });

  test("where no such promise runs, a step by it is passed over and does not hold up the ladder", async () => {
    await nextMorning();
    const { cast, ctx } = house;
    const form = {
      "name-0": "By the response",
      "by-0": "response",
      "share-0": "50 %",
      "agents-0": "yes",
      "name-1": "Then",
      "after-1": "10 min",
      "managers-1": "yes",
    };
    assert.equal((await ladder("access", form)).status, 303);
    const admin = await house.as(cast.dee);
    const policy = { name: "Nothing promised", position: "1", enabled: "yes", categories: "access", calendar: "1" };
    assert.equal(
      (await admin.post("/admin/policies", { ...policy, warn: "75", "normal-total-resolution": "8 h" })).status,
      303,
    );
    const number = await ask(house, cast.ada, "Unpromised", { category: "access" });
    await assignTicket(ctx, cast.cy, number, { from: null, to: cast.bo.id });
    await pass(MINUTE);
    assert.deepEqual(await fires(number), [
      [0, "empty", [], "no such promise runs"],
      [1, "told", [cast.cy.id], null],
    ]);
    await resolve(number);
  });

  test("running ladders keep their version until an admin moves them, after a look at what changes", async () => {
    await nextMorning();
    const { cast } = house;
    const form = {
      "name-0": "Support",
      "after-0": "30 min",
      "agents-0": "yes",
      "name-1": "Leads",
      "after-1": "5 h",
      "managers-1": "yes",
    };
    const saved = await ladder("branches", form);
    const address = saved.headers.get("location") ?? "";
    const number = await ask(house, cast.ada, "Runs by the old one", { category: "branches" });
    await pass(30 * MINUTE);
    assert.equal(
      (await ladder("branches", { ...form, "after-1": "1 h" }, address.replace("/admin/ladders", ""))).status,
      303,
    );
    await pass(HOUR);
    assert.equal((await fires(number)).length, 1, "five hours, as it began");
    const dee = await house.as(cast.dee);
    assert.match((await dee.get(address)).text, /1 running ladder keeps\s+an older version/);
    const preview = await dee.get(`${address}/running`);
    assert.match(preview.text, new RegExp(`T-${number}[\\s\\S]*Leads[\\s\\S]*Leads`));
    for (const stranger of [cast.cy, cast.bo, cast.ada])
      assert.ok(
        [403, 404].includes((await (await house.as(stranger)).post(`${address}/running`, { seen: "2" })).status),
      );
    assert.equal((await dee.post(`${address}/running`, { seen: "1" })).status, 409);
    await house.settle();
    assert.equal((await fires(number)).length, 1);
    assert.equal((await dee.post(`${address}/running`, { seen: "2" })).status, 303);
    await house.settle();
    assert.deepEqual((await fires(number))[1], [1, "told", [cast.cy.id], null]);
    assert.match((await dee.get(`${address}/running`)).text, /goes by the newest version/);
    await resolve(number);
  });
});
