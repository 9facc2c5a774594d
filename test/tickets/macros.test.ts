import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { changesOf, fillIn, unknownIn } from "#server/tickets/macro.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import type { Visitor } from "#test/support/visitor.ts";
import { ask } from "./question.ts";

const FACTS = {
  requester: "Ada Asks",
  agent: "Bo Answers",
  ticket: { name: "T-7", subject: "a $& b", category: null },
};

test("placeholders are filled in, other braces are left alone", () => {
  const cases: [string, string][] = [
    ["Hello {{requester.first}}, {{ agent.name }} here.", "Hello Ada, Bo Answers here."],
    ["{{ticket.number}}: {{ticket.subject}}", "T-7: a $& b"],
    ["{{ticket.category}}.", "."],
    ["{{ .Values.image }} {{#if x}} {{name}}", "{{ .Values.image }} {{#if x}} {{name}}"],
    ["{{ticket.nothing}}", "{{ticket.nothing}}"],
    ["{{requester.__proto__}} {{ticket.constructor}}", "{{requester.__proto__}} {{ticket.constructor}}"],
  ];
  for (const [body, expected] of cases) assert.equal(fillIn(body, FACTS), expected);
  assert.deepEqual(unknownIn("{{requester.first}} {{requester.age}} {{agent}} {{other.x}}"), [
    "requester.age",
    "agent",
  ]);
});

test("what it changes is said in words", () => {
  assert.equal(changesOf({ urgency: null, category: null }, null), "");
  assert.equal(changesOf({ urgency: "low", category: "x" }, "Branches"), "Set urgency to low and category to Branches");
});

onEachEngine("macros", (engine) => {
  let house: House;
  let bo: Visitor;
  before(async () => {
    house = await buildHouse({ engine });
    bo = await house.as(house.cast.bo);
  });
  after(() => house.close());

  const TYPED = {
    title: "First commit",
    body: "Hello {{requester.first}}, make the first commit.\n\n{{agent.first}}",
    urgency: "low",
    category: "monitoring",
  };
  const all = () => house.ctx.db.selectFrom("macro").selectAll().orderBy("id").execute();

  test("are written by those who answer, and what is wrong with one is said", async () => {
    assert.match((await bo.get("/desk/macros")).text, /No macros yet\./);
    for (const [wrong, sentence] of [
      [{ title: "ab" }, /at least 3 characters/],
      [{ body: " " }, /The text is missing/],
      [{ body: "Hi {{requester.age}}" }, /There is no placeholder requester\.age\. Known: \{\{requester\.first\}\}/],
    ] as const) {
      const answer = await bo.post("/desk/macros", { ...TYPED, ...wrong });
      assert.equal(answer.status, 422);
      assert.match(answer.text, sentence);
      assert.match(answer.text, /<option value="low" selected>/, "nothing that was typed is lost");
    }
    assert.equal((await bo.post("/desk/macros", { ...TYPED, category: "no-such" })).status, 404);
    assert.equal((await bo.post("/desk/macros", TYPED)).location, "/desk/macros");
    const { text } = await bo.get("/desk/macros");
    assert.match(text, /First commit/);
    assert.match(text, /Set urgency to low and category to Monitoring/);
  });

  test("nobody else sees or uses them", async () => {
    const ada = await house.as(house.cast.ada);
    const number = await ask(house, house.cast.ada, "Hers");
    for (const path of ["/desk/macros", "/desk/macros/new", "/desk/macros/1", `/tickets/${number}/macros/1`])
      assert.equal((await ada.get(path)).status, 404, path);
    assert.equal((await ada.post("/desk/macros", TYPED)).status, 403);
    assert.equal((await ada.post(`/tickets/${number}/macro`, { macro: "1", body: "" })).status, 403);
    await ada.post(`/tickets/${number}/messages`, { body: "More", seen: "1", apply: "1", used: "1" });
    const ticket = await house.ctx.db
      .selectFrom("ticket")
      .selectAll()
      .where("number", "=", number)
      .executeTakeFirstOrThrow();
    assert.equal(ticket.urgency, "normal", "a form of her own making changes nothing");
    assert.equal((await all())[0]?.used, 0);
  });

  test("one is put into a reply, and its changes go along unless they are unticked", async () => {
    const number = await ask(house, house.cast.ada, "No commits");
    const inserted = await bo.post(`/tickets/${number}/macro`, {
      macro: "1",
      body: "Typed before.",
      kind: "public",
      seen: "1",
    });
    assert.match(inserted.text, /Typed before\.\n\nHello Ada, make the first commit\.\n\nBo<\/textarea>/);
    assert.match(inserted.text, /name="apply" value="1" checked> <span>Set urgency to low and category to Monitoring/);
    const json = JSON.parse((await bo.get(`/tickets/${number}/macros/1`)).text);
    assert.equal(json.text, "Hello Ada, make the first commit.\n\nBo");
    const form = { kind: "public", body: json.text, seen: "1", used: "1" };
    await bo.post(`/tickets/${number}/messages`, form);
    const read = () =>
      house.ctx.db.selectFrom("ticket").selectAll().where("number", "=", number).executeTakeFirstOrThrow();
    assert.equal((await read()).urgency, "normal");
    await bo.post(`/tickets/${number}/messages`, {
      ...form,
      seen: "2",
      apply: "1",
      _once: "apply-exactly-once-please",
    });
    await bo.post(`/tickets/${number}/messages`, {
      ...form,
      seen: "2",
      apply: "1",
      _once: "apply-exactly-once-please",
    });
    const ticket = await read();
    assert.deepEqual([ticket.urgency, ticket.category, ticket.messages], ["low", "monitoring", 3]);
    assert.equal((await all())[0]?.used, 2);
    const { text } = await bo.get(`/tickets/${number}`);
    assert.match(text, /set the urgency to low and the category to Monitoring/, "it stands in the history");
    assert.equal((await bo.post(`/tickets/${number}/macro`, { macro: "", body: "x" })).status, 400);
    assert.equal((await bo.post(`/tickets/${number}/macro`, { macro: "99", body: "x" })).status, 404);
  });

  test("two who change one at once lose nothing", async () => {
    const cy = await house.as(house.cast.cy);
    const [before] = await all();
    const version = String(before?.version);
    assert.equal((await cy.post("/desk/macros/1", { ...TYPED, title: "Theirs", version })).status, 303);
    const late = await bo.post("/desk/macros/1", { ...TYPED, title: "Mine", version });
    assert.equal(late.status, 409);
    assert.match(late.text, /Somebody changed this macro meanwhile/);
    assert.match(late.text, /value="Mine"/);
    assert.match(late.text, /Saved by Cy Leads[\s\S]*<strong>Theirs<\/strong>/);
    assert.equal((await bo.post("/desk/macros/1/archiving", { version })).status, 409);
    const now = String((await all())[0]?.version);
    assert.match(late.text, new RegExp(`name="version" value="${now}"`));
    assert.equal((await bo.post("/desk/macros/1", { ...TYPED, title: "Both", version: now })).status, 303);
  });

  test("put away, it is offered no longer, and a reply that was made with it is still sent", async () => {
    const version = String((await all())[0]?.version);
    assert.equal((await bo.post("/desk/macros/1/archiving", { version })).status, 303);
    assert.doesNotMatch((await bo.get("/desk/macros")).text, /Both/);
    assert.equal((await bo.get("/desk/macros/1")).status, 404);
    const number = await ask(house, house.cast.ada, "Late");
    const sent = await bo.post(`/tickets/${number}/messages`, {
      body: "Text",
      kind: "public",
      seen: "1",
      used: "1",
      apply: "1",
    });
    assert.equal(sent.location, `/tickets/${number}#message-2`);
  });
});
