import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Person } from "#server/people/person.ts";
import { assignTicket } from "#server/tickets/assigning.ts";
import { DEFAULT_QUEUE } from "#server/tickets/queue.ts";
import { saveQueue } from "#server/tickets/queue-saving.ts";
import { membersOf, queueOf } from "#server/tickets/queues.ts";
import { sendMessage } from "#server/tickets/replying.ts";
import { readQueueTallies } from "#server/tickets/tally.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask, note, readerOf, says } from "./question.ts";

onEachEngine("queues", (engine) => {
  let house: House;
  let billing: number;
  before(async () => {
    house = await buildHouse({ engine });
    const { cy, dee } = house.cast;
    const members = [{ personId: cy.id, part: "lead" as const }];
    billing = await saveQueue(house.ctx, dee, null, { name: "Billing", members, categories: ["access"] });
  });
  after(() => house.close());

  const rowOf = (number: number) =>
    house.ctx.db
      .selectFrom("ticket")
      .select(["queue_id as queueId", "seq", "status"])
      .where("number", "=", number)
      .executeTakeFirstOrThrow();
  const reply = (by: Person, number: number, body = "Yes.") =>
    sendMessage(house.ctx, by, readerOf(by), number, says(body));
  const move = async (by: Person, number: number, queue: number) => {
    const { seq } = await rowOf(number);
    const form = { seq: String(seq), status: "", urgency: "normal", category: "", queue: String(queue) };
    return (await house.as(by)).post(`/tickets/${number}/triage`, form);
  };
  const tally = async () => (await readQueueTallies(house.ctx, house.cast.dee, [billing])).get(billing);

  test("a new question goes where its category goes, else to the default", async () => {
    const { ada } = house.cast;
    const paid = await ask(house, ada, "Paid twice", { category: "access" });
    assert.equal((await rowOf(paid)).queueId, billing);
    assert.equal((await queueOf(house.ctx, await rowOf(paid))).name, "Billing");
    assert.equal((await rowOf(await ask(house, ada))).queueId, DEFAULT_QUEUE);
    assert.equal((await rowOf(await ask(house, ada, "None", { category: null }))).queueId, DEFAULT_QUEUE);
  });

  test("who works there answers, others read and are told why they may not, and who was given a ticket may", async () => {
    const { ada, bo, cy, dee } = house.cast;
    const number = await ask(house, ada, "Whose is it", { category: "access" });
    await assert.rejects(reply(bo, number), {
      status: 403,
      message: /in the queue Billing\. Only those who work there/,
    });
    await assert.rejects(sendMessage(house.ctx, bo, readerOf(bo), number, note("Hm.")), { status: 403 });
    await assert.rejects(assignTicket(house.ctx, bo, number, { from: null, to: bo.id }), { status: 403 });
    const { text } = await (await house.as(bo)).get(`/tickets/${number}`);
    assert.match(text, /It lies in the queue Billing\. Only those who work there change it\./);
    assert.doesNotMatch(
      text,
      /Send and wait|>Take ticket<|name="urgency"|Escalate|Set aside as spam|Make it confidential|Raise an incident/,
    );
    await reply(ada, number, "It is mine.");
    await reply(cy, number);
    await assignTicket(house.ctx, cy, number, { from: null, to: bo.id });
    await reply(bo, number);
    await reply(dee, number);
  });

  test("a leader of another queue may leave a note and nothing else", async () => {
    const { ada, bo, cy, dee } = house.cast;
    const members = [{ personId: bo.id, part: "member" as const }];
    const other = await saveQueue(house.ctx, dee, null, { name: "Networks", members, categories: [] });
    const number = await ask(house, ada, "Elsewhere");
    assert.equal((await move(bo, number, other)).status, 303);
    await sendMessage(house.ctx, cy, readerOf(cy), number, note("Seen before."));
    await assert.rejects(reply(cy, number), { status: 403 });
    assert.equal((await move(cy, number, billing)).status, 403);
  });

  test("moving is a change with a history, and the counters follow it", async () => {
    const { ada, bo } = house.cast;
    const number = await ask(house, ada, "Moves", { category: null });
    const before = await tally();
    assert.equal((await move(bo, number, billing)).status, 303);
    assert.deepEqual(await tally(), { open: (before?.open ?? 0) + 1, unanswered: (before?.unanswered ?? 0) + 1 });
    assert.match((await (await house.as(bo)).get(`/tickets/${number}`)).text, /set the queue to Billing/);
    assert.equal((await move(bo, number, DEFAULT_QUEUE)).status, 403, "who does not work there cannot take it back");
    assert.equal((await move(house.cast.dee, number, 99_999)).status, 404);
  });

  test("the desk shows one queue, ours, or all side by side, and several move at once", async () => {
    const { ada, bo, cy } = house.cast;
    const number = await ask(house, ada, "In bulk", { category: null });
    const lead = await house.as(cy);
    const inBilling = (await lead.get(`/desk?queue=${billing}`)).text;
    assert.match(inBilling, /Paid twice/);
    assert.doesNotMatch(inBilling, /In bulk/);
    assert.match((await lead.get("/desk?queue=mine")).text, /Paid twice/);
    assert.match((await (await house.as(bo)).get("/desk?queue=mine")).text, /Nothing fits|Elsewhere/);
    const grouped = (await lead.get("/desk?group=queue")).text;
    for (const found of [/Billing <span class="num">/, /Support <span class="num">/, /In bulk/, /Paid twice/])
      assert.match(grouped, found);
    const agent = await house.as(bo);
    const preview = await agent.post("/desk/bulk", { step: "preview", [`t_${number}`]: "1", queue: String(billing) });
    assert.match(preview.text, /Queue Support → Billing/);
    await agent.post("/desk/bulk/changes", {
      [`t_${number}`]: String((await rowOf(number)).seq),
      queue: String(billing),
      tags: "moved",
      assignee: "",
      urgency: "",
      category: "",
    });
    assert.equal((await rowOf(number)).queueId, billing);
    const again = { step: "preview", [`t_${number}`]: "1", urgency: "high" };
    assert.match((await agent.post("/desk/bulk", again)).text, /It lies in the queue Billing, so it stays as it is\./);
    const { seq } = await rowOf(number);
    await agent.post("/desk/bulk/changes", { [`t_${number}`]: String(seq), urgency: "high" });
    assert.equal((await rowOf(number)).seq, seq, "and so it does, whatever the form says");
  });

  test("admins make, change and retire queues, nobody else comes near, and bad input loses nothing", async () => {
    const { bo, cy, dee, ada } = house.cast;
    const admin = await house.as(dee);
    const form = { name: "Releases", leads: "cy@example.test", members: "bo@example.test\ncy@example.test" };
    const made = await admin.post("/admin/queues", { ...form, c_branches: "yes" });
    assert.equal(made.status, 303);
    const id = Number(made.location?.split("/").at(-1));
    const people = (await membersOf(house.ctx, id)).map(({ name, part }) => [name, part]);
    assert.deepEqual(people.sort(), [
      ["Bo Answers", "member"],
      ["Cy Leads", "lead"],
    ]);
    assert.equal((await rowOf(await ask(house, ada, "Released"))).queueId, id);
    const wrong = await admin.post("/admin/queues", { ...form, name: "releases", members: "ada@example.test" });
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /ada@example\.test does not answer here\./);
    const twice = await admin.post("/admin/queues", { ...form, name: "releases" });
    assert.match(twice.text, /There is a queue of this name already\./);
    assert.match(twice.text, /bo@example\.test\ncy@example\.test/);
    await admin.post(`/admin/queues/${id}/retirement`, { over: "yes" });
    assert.equal((await rowOf(await ask(house, ada, "After"))).queueId, DEFAULT_QUEUE);
    assert.equal((await admin.post(`/admin/queues/${DEFAULT_QUEUE}/retirement`, { over: "yes" })).status, 409);
    for (const person of [bo, cy, ada]) {
      assert.equal((await (await house.as(person)).get("/admin/queues")).status, 404);
      assert.equal((await (await house.as(person)).post("/admin/queues", form)).status, 403);
      await assert.rejects(saveQueue(house.ctx, person, null, { name: "X", members: [], categories: [] }), {
        status: 403,
      });
    }
  });

  test("who leads a queue says which agents work in it, and touches nobody above them", async () => {
    const { bo, cy, dee, ada } = house.cast;
    const lead = await house.as(cy);
    assert.match((await lead.get(`/desk?queue=${billing}`)).text, new RegExp(`/desk/queues/${billing}/people`));
    assert.equal((await lead.post(`/desk/queues/${billing}/people`, { [`p_${bo.id}`]: "yes" })).status, 303);
    const people = async () => (await membersOf(house.ctx, billing)).map(({ name, part }) => `${name} ${part}`).sort();
    assert.deepEqual(await people(), ["Bo Answers member", "Cy Leads lead"]);
    await lead.post(`/desk/queues/${billing}/people`, { [`p_${dee.id}`]: "yes", [`p_${ada.id}`]: "yes" });
    assert.deepEqual(await people(), ["Cy Leads lead"], "neither an admin nor who asks becomes a member by it");
    const closed = await saveQueue(house.ctx, dee, null, { name: "Not theirs", members: [], categories: [] });
    assert.equal((await lead.get(`/desk/queues/${closed}/people`)).status, 404);
    assert.equal((await lead.post(`/desk/queues/${closed}/people`, {})).status, 403);
    for (const person of [bo, ada]) {
      assert.equal((await (await house.as(person)).get(`/desk/queues/${billing}/people`)).status, 404);
      assert.equal((await (await house.as(person)).post(`/desk/queues/${billing}/people`, {})).status, 403);
    }
    assert.equal((await (await house.as(dee)).get(`/desk/queues/${closed}/people`)).status, 200);
  });

  test("mail about a question nobody has goes to who works in its queue", async () => {
    await house.settle();
    const before = house.sent().length;
    await ask(house, house.cast.ada, "For Cy alone", { category: "access" });
    await house.settle();
    assert.deepEqual(
      house
        .sent()
        .slice(before)
        .map(({ to }) => to),
      ["cy@example.test"],
    );
  });
});
