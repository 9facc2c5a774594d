import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { MINUTE } from "#server/platform/clock.ts";
import {
  describeIncident,
  gatherTickets,
  openIncident,
  postUpdate,
  releaseTicket,
  reviewIncident,
} from "#server/tickets/incidents.ts";
import { sendMessage } from "#server/tickets/replying.ts";
import { resolveTicket } from "#server/tickets/resolving.ts";
import { writeDown } from "#server/tickets/writing.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask, readerOf, says } from "./question.ts";

const SECRET = "hunter2-osprey";
const WHY = "A password was sent";

onEachEngine("words taken out around a ticket", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
    await house.settle();
  });
  after(() => house.close());

  const standsIn = async (...tables: ("ticket_rating" | "incident" | "incident_update" | "message_version")[]) => {
    const rows = await Promise.all(tables.map((table) => house.ctx.db.selectFrom(table).selectAll().execute()));
    return JSON.stringify(rows).includes(SECRET);
  };

  test("a secret in how it was rated goes with the ticket's other words, though no message holds it", async () => {
    const { ctx, cast } = house;
    const number = await ask(house, cast.ada, "Rated");
    await resolveTicket(ctx, cast.bo, readerOf(cast.bo), number, { label: "not-basic", article: null });
    const asker = await house.as(cast.ada);
    const [, link = ""] = /href="(\/rate\/[\w-]+)"/.exec((await asker.get(`/tickets/${number}`)).text) ?? [];
    await asker.post(link, { score: "5", comment: `Thanks, ${SECRET} works again` });
    assert.ok(await standsIn("ticket_rating"));
    const admin = await house.as(cast.dee);
    const form = { words: SECRET, reason: WHY };
    assert.equal((await admin.post(`/tickets/${number}/messages/1/redaction`, form)).status, 303);
    assert.ok(!(await standsIn("ticket_rating")));
    const { comment, score } = await ctx.db.selectFrom("ticket_rating").selectAll().executeTakeFirstOrThrow();
    assert.deepEqual([comment, score], ["Thanks, [removed] works again", 5]);
    assert.equal((await admin.post(`/tickets/${number}/messages/1/redaction`, form)).status, 422, "it is gone");
  });

  test("what was told of its incident goes too, and nobody is told twice", async () => {
    const { ctx, cast } = house;
    const [first, other] = [await ask(house, cast.ada, `Key ${SECRET}`), await ask(house, cast.zoe, "The same")];
    const id = await openIncident(ctx, cast.bo, { title: "Keys", summary: `Do not use ${SECRET}` });
    await gatherTickets(ctx, cast.bo, id, [first, other]);
    const say = (kind: "public" | "note", phase: "looking" | "over", body: string, version: number) =>
      postUpdate(ctx, cast.bo, id, { kind, phase, message: writeDown(body), version });
    await say("note", "looking", `It is ${SECRET} again`, 1);
    await say("public", "over", `We replaced **${SECRET}**.`, 2);
    await reviewIncident(ctx, cast.bo, id, `Somebody published ${SECRET}.`, 3);
    await house.settle();
    const told = house.sent().length;
    const admin = await house.as(cast.dee);
    await admin.post(`/tickets/${first}/messages/1/redaction`, { words: SECRET, reason: WHY });
    assert.ok(!(await standsIn("incident", "incident_update")));
    const page = (await admin.get(`/desk/incidents/${id}`)).text;
    assert.match(page, /We replaced <strong>\[removed\]<\/strong>/);
    assert.match(page, /It is \[removed\] again/);
    assert.match((await (await house.as(cast.zoe)).get(`/incidents/${id}`)).text, /Do not use \[removed\]/);
    await house.wait(MINUTE);
    assert.equal(house.sent().length, told);
    const trail = await ctx.db.selectFrom("audit_entry").selectAll().execute();
    assert.ok(trail.some(({ action }) => action === "words removed from an incident"));
    assert.ok(!JSON.stringify(trail).includes(SECRET));
  });

  test("what an incident was called before stands in no history of its tickets", async () => {
    const { ctx, cast } = house;
    const [stays, leaves] = [await ask(house, cast.ada, "It stays"), await ask(house, cast.zoe, "It leaves")];
    const id = await openIncident(ctx, cast.bo, { title: `Leaked ${SECRET}`, summary: "Somebody wrote it down" });
    await gatherTickets(ctx, cast.bo, id, [stays, leaves]);
    await postUpdate(ctx, cast.bo, id, {
      ...{ kind: "public", phase: "looking", version: 1 },
      message: writeDown("We look into it."),
    });
    await house.settle();
    await releaseTicket(ctx, cast.bo, id, leaves);
    await describeIncident(ctx, cast.bo, id, { title: "A key was leaked", summary: "It was replaced", version: 2 });
    const agent = await house.as(cast.bo);
    for (const [number, deed] of [
      [stays, "passed on what is new about the incident"],
      [leaves, "took it out of the incident"],
    ] as const) {
      const { text } = await agent.get(`/tickets/${number}`);
      assert.match(text, new RegExp(`${deed}: I-${id}`));
      assert.doesNotMatch(text, new RegExp(SECRET));
    }
    const events = await ctx.db.selectFrom("ticket_event").selectAll().execute();
    assert.ok(!JSON.stringify(events).includes(SECRET));
  });

  test("whoever runs the place takes words out of an incident that no ticket holds, and nobody else", async () => {
    const { ctx, cast } = house;
    const id = await openIncident(ctx, cast.bo, { title: "Nobody's", summary: "Quiet" });
    await postUpdate(ctx, cast.bo, id, {
      ...{ kind: "public", phase: "looking", version: 1 },
      message: writeDown(`Use ${SECRET} meanwhile`),
    });
    const [admin, agent] = [await house.as(cast.dee), await house.as(cast.bo)];
    const place = `/desk/incidents/${id}/redaction`;
    const form = { words: SECRET, reason: WHY };
    assert.match((await admin.get(`/desk/incidents/${id}`)).text, new RegExp(`href="${place}"`));
    assert.doesNotMatch((await agent.get(`/desk/incidents/${id}`)).text, /redaction/);
    for (const person of [cast.ada, cast.bo, cast.cy]) {
      const visitor = await house.as(person);
      assert.equal((await visitor.get(place)).status, 404, person.name);
      assert.equal((await visitor.post(place, form)).status, 403, person.name);
    }
    assert.ok(await standsIn("incident_update"));
    assert.match((await admin.post(place, { ...form, words: "abc" })).text, /Name at least 4 characters/);
    assert.match((await admin.post(place, { ...form, words: "not in there" })).text, /were not said of this incident/);
    assert.match((await admin.post(place, { ...form, reason: "" })).text, new RegExp(SECRET), "what was typed is kept");
    assert.equal((await admin.get("/desk/incidents/999/redaction")).status, 404);
    assert.equal((await admin.post(place, form)).location, `/desk/incidents/${id}`);
    assert.ok(!(await standsIn("incident_update")));
  });

  test("what a message said before goes along when it is split off, and comes back with it", async () => {
    const { ctx, cast } = house;
    const number = await ask(house, cast.ada, "Edited, then split");
    await sendMessage(ctx, cast.ada, readerOf(cast.ada), number, says(`Another thing, ${SECRET}`));
    const asker = await house.as(cast.ada);
    const edit = `/tickets/${number}/messages/2/edit`;
    const [, seen = ""] = /name="seen" value="([0-9a-f]{64})"/.exec((await asker.get(edit)).text) ?? [];
    await asker.post(edit, { body: "Another thing, in other words", seen });
    const agent = await house.as(cast.bo);
    const split = await agent.post(`/tickets/${number}/split`, { m_2: "1", subject: "Another thing" });
    const made = split.location ?? "";
    assert.match((await asker.get(made)).text, /Edited/);
    assert.match((await agent.get(made)).text, new RegExp(`href="${made}/messages/1/versions"`));
    assert.match((await agent.get(`${made}/messages/1/versions`)).text, new RegExp(SECRET));
    assert.equal((await agent.get(`/tickets/${number}/messages/2/versions`)).status, 404);
    const admin = await house.as(cast.dee);
    await admin.post(`${made}/messages/1/redaction`, { words: SECRET, reason: WHY });
    assert.ok(!(await standsIn("message_version")), "the version is found where it went");
    await agent.post(`${made}/split/undoing`);
    assert.match((await agent.get(`/tickets/${number}/messages/2/versions`)).text, /Another thing, \[removed\]/);
    assert.match((await asker.get(`/tickets/${number}`)).text, /Edited/);
  });
});
