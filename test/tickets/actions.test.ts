import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { articlesBySlugs } from "#server/knowledge/articles.ts";
import { disablePerson } from "#server/people/actions.ts";
import { HOUR, MINUTE } from "#server/platform/clock.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { assignTicket, triageTicket } from "#server/tickets/assigning.ts";
import { findTicket } from "#server/tickets/finding.ts";
import { Overtaken, sendMessage } from "#server/tickets/replying.ts";
import { labelTicket, reopenTicket, resolveTicket } from "#server/tickets/resolving.ts";
import { readTally } from "#server/tickets/tally.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask, note, readerOf, says } from "./question.ts";

onEachEngine("what happens to a ticket", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
  });
  after(() => house.close());

  const reply = (person: House["cast"]["ada"], number: number, message = says("Try again.")) =>
    sendMessage(house.ctx, person, readerOf(person), number, message);
  const find = (number: number) => findTicket(house.ctx, house.cast.bo, number);
  const mails = async () => {
    const start = house.sent().length;
    await house.settle();
    return house
      .sent()
      .slice(start)
      .map(({ to, subject, text }) => ({ to, subject, text }));
  };
  const events = (number: number) =>
    house.ctx.db
      .selectFrom("event")
      .select(["type", "article", "data"])
      .where("ticket", "=", number)
      .orderBy("at")
      .execute();

  test("a question becomes a ticket, its history, the agents' mail and a fact for the measure, or nothing at all", async () => {
    const { ada } = house.cast;
    const number = await ask(house, ada, "Merge fails");
    const ticket = await find(number);
    assert.equal(ticket.status, "new");
    assert.equal(ticket.requesterName, "Ada Asks");
    assert.equal(ticket.unansweredSince, house.ctx.clock.now());
    assert.deepEqual(
      (await mails()).map(({ to, subject }) => [to, subject]),
      [["bo@example.test", `[T-${number}] Merge fails`]],
    );
    assert.deepEqual((await events(number)).map(({ type }) => type).sort(), ["ask_submit", "ticket_created"]);
    await assert.rejects(
      inTransaction(house.ctx, async (ctx) => {
        await ask({ ...house, ctx }, ada, "Undone");
        throw new Error("undone");
      }),
      /undone/,
    );
    assert.deepEqual(await mails(), []);
    assert.equal(await ask(house, ada, "The next"), number + 1, "not even a number was used up");
  });

  test("an answer reaches the requester by mail, a reply reaches whoever has the ticket", async () => {
    const { ada, bo } = house.cast;
    const number = await ask(house, ada, "Who answers?");
    await assignTicket(house.ctx, bo, number, { from: null, to: bo.id });
    await mails();
    await reply(bo, number, says("Use `merge_branches`.", { next: "wait" }));
    const [mail] = await mails();
    assert.equal(mail?.to, "ada@example.test");
    assert.match(mail?.text ?? "", /Bo Answers answered your question:\s+Use `merge_branches`\./);
    assert.equal((await find(number)).status, "waiting");
    await house.wait(MINUTE);
    await reply(ada, number, says("Thank you, but no."));
    const ticket = await find(number);
    assert.equal(ticket.status, "open");
    assert.equal(ticket.unansweredSince, house.ctx.clock.now());
    assert.deepEqual(
      (await mails()).map(({ to }) => to),
      ["bo@example.test"],
    );
  });

  test("what was answered before its mail went out is not announced any more", async () => {
    const { ada, bo } = house.cast;
    const number = await ask(house, ada, "Quickly answered");
    await reply(bo, number);
    assert.deepEqual(
      (await mails()).map(({ to }) => to),
      ["ada@example.test"],
    );
  });

  test("somebody answered while it was written: nothing is sent until they have seen it", async () => {
    const { ada, bo, cy } = house.cast;
    const number = await ask(house, ada, "Two at once");
    await mails();
    await reply(bo, number, says("First", { seen: 1 }));
    await assert.rejects(reply(cy, number, says("Second", { seen: 1 })), Overtaken);
    assert.equal((await find(number)).messages, 2);
    assert.equal((await mails()).length, 1, "one answer, one mail");
    await reply(cy, number, says("Second", { seen: 1, isAnyway: true }));
    await assert.rejects(reply(ada, number, says("But", { seen: 1 })), Overtaken);
    await reply(ada, number, says("But", { seen: 3 }));
    assert.equal((await find(number)).messages, 4);
  });

  test("a note never overtakes and is never overtaken for who asked", async () => {
    const { ada, bo, cy } = house.cast;
    const number = await ask(house, ada, "Notes between");
    await reply(bo, number, note("Known since Monday."));
    await reply(ada, number, says("More to say", { seen: 1 }));
    await assert.rejects(reply(cy, number, says("Not having read it", { seen: 1 })), Overtaken);
    await reply(cy, number, note("A note asks nobody."));
  });

  test("of two who take it at once, one gets it", async () => {
    const { ada, bo, cy } = house.cast;
    const number = await ask(house, ada, "Take me");
    const takes = await Promise.allSettled([
      assignTicket(house.ctx, bo, number, { from: null, to: bo.id }),
      assignTicket(house.ctx, cy, number, { from: null, to: cy.id }),
    ]);
    const lost = takes.filter((one) => one.status === "rejected");
    assert.equal(lost.length, 1);
    assert.match(lost[0]?.reason.message, /has it now/);
    const holder = (await find(number)).assigneeId;
    assert.ok(holder === bo.id || holder === cy.id);
    await assignTicket(house.ctx, bo, number, { from: holder, to: holder });
    await assignTicket(house.ctx, bo, number, { from: holder, to: null });
    assert.equal((await find(number)).assigneeId, null);
  });

  test("a ticket is given to those who answer, and they hear of it", async () => {
    const { ada, bo, cy, zoe } = house.cast;
    const number = await ask(house, ada, "For Cy");
    await mails();
    await assert.rejects(assignTicket(house.ctx, bo, number, { from: null, to: zoe.id }), { status: 409 });
    await assert.rejects(assignTicket(house.ctx, ada, number, { from: null, to: bo.id }), { status: 403 });
    await assignTicket(house.ctx, bo, number, { from: null, to: cy.id });
    const [mail, ...more] = await mails();
    assert.equal(mail?.to, "cy@example.test");
    assert.match(mail?.text ?? "", new RegExp(`T-${number} was given to you`));
    assert.deepEqual(more, []);
  });

  test("what was guessed is put right, on the state that was seen", async () => {
    const { ada, bo } = house.cast;
    const number = await ask(house, ada, "Wrongly sorted");
    const { seq } = await find(number);
    const wanted = { seq, status: null, urgency: "high", category: "monitoring" } as const;
    await assert.rejects(triageTicket(house.ctx, ada, number, wanted), { status: 403 });
    await assert.rejects(triageTicket(house.ctx, bo, number, { ...wanted, status: "waiting" }), /Reply first/);
    await triageTicket(house.ctx, bo, number, wanted);
    const ticket = await find(number);
    assert.deepEqual([ticket.urgency, ticket.category], ["high", "monitoring"]);
    await assert.rejects(
      triageTicket(house.ctx, bo, number, { ...wanted, urgency: "low" }),
      /changed this ticket meanwhile/,
    );
    await triageTicket(house.ctx, bo, number, { ...wanted, seq: 99 });
    assert.equal((await find(number)).seq, ticket.seq, "nothing to change is no event");
  });

  test("resolving asks one thing, and the three answers are kept", async () => {
    const { ada, bo } = house.cast;
    const [article = null] = await articlesBySlugs(house.ctx, bo, ["create-branch"]);
    const verdicts = [
      { label: "basic", article },
      { label: "basic-uncovered", article: null },
      { label: "not-basic", article: null },
    ] as const;
    for (const verdict of verdicts) {
      const number = await ask(house, ada, `A ${verdict.label} one`);
      await mails();
      await resolveTicket(house.ctx, bo, readerOf(bo), number, verdict);
      const ticket = await find(number);
      assert.equal(ticket.status, "resolved");
      assert.equal(ticket.resolvedAt, house.ctx.clock.now());
      const [mail] = await mails();
      assert.match(mail?.text ?? "", /marked as resolved/);
      const facts = await events(number);
      const resolved = facts.find(({ type }) => type === "ticket_resolved");
      assert.equal(resolved?.article ?? null, verdict.article?.slug ?? null);
      assert.equal(JSON.parse(resolved?.data ?? "{}").isBasic, verdict.label !== "not-basic");
      assert.equal(facts.filter(({ type }) => type === "ticket_linked").length, verdict.article ? 1 : 0);
      await assert.rejects(resolveTicket(house.ctx, bo, readerOf(bo), number, verdict), /resolved meanwhile/);
    }
    const number = await ask(house, ada, "Without saying");
    await assert.rejects(resolveTicket(house.ctx, bo, readerOf(bo), number, null), /what kind of question/);
    await assert.rejects(
      resolveTicket(house.ctx, bo, readerOf(bo), number, { label: "basic", article: null }),
      /Name the article/,
    );
    await assert.rejects(resolveTicket(house.ctx, ada, readerOf(ada), number, verdicts[2]), { status: 403 });
    assert.equal((await find(number)).status, "new", "nothing of it happened");
  });

  test("who asked says it is solved; what kind it was is said later and leaves no trace with them", async () => {
    const { ada, bo, zoe } = house.cast;
    const number = await ask(house, ada, "Found it");
    await assert.rejects(resolveTicket(house.ctx, zoe, readerOf(zoe), number, null), { status: 404 });
    await resolveTicket(house.ctx, ada, readerOf(ada), number, null);
    const before = await find(number);
    await mails();
    await house.wait(MINUTE);
    await assert.rejects(labelTicket(house.ctx, ada, readerOf(ada), number, { label: "not-basic", article: null }), {
      status: 403,
    });
    await labelTicket(house.ctx, bo, readerOf(bo), number, { label: "basic-uncovered", article: null });
    const ticket = await find(number);
    assert.deepEqual([ticket.updatedAt, ticket.status], [before.updatedAt, "resolved"]);
    assert.deepEqual(await mails(), []);
  });

  test("a reply opens a resolved ticket again, thanks do not, and both may be taken back", async () => {
    const { ada, bo } = house.cast;
    const number = await ask(house, ada, "Solved or not");
    await assert.rejects(reply(ada, number, says("Thanks", { next: "thanks" })), /Send a reply instead/);
    await resolveTicket(house.ctx, bo, readerOf(bo), number, { label: "not-basic", article: null });
    await reply(ada, number, says("Thanks", { next: "thanks" }));
    assert.equal((await find(number)).status, "resolved");
    await house.wait(HOUR);
    await mails();
    await reply(ada, number, says("It is back."));
    assert.deepEqual([(await find(number)).status, (await find(number)).resolvedAt], ["open", null]);
    assert.deepEqual(
      (await mails()).map(({ to }) => to),
      ["bo@example.test"],
    );
    assert.ok((await events(number)).some(({ type }) => type === "ticket_reopened"));
    await assert.rejects(
      labelTicket(house.ctx, bo, readerOf(bo), number, { label: "not-basic", article: null }),
      /open again/,
    );
    await resolveTicket(house.ctx, bo, readerOf(bo), number, { label: "not-basic", article: null });
    await reopenTicket(house.ctx, ada, readerOf(ada), number);
    await reopenTicket(house.ctx, ada, readerOf(ada), number);
    assert.equal((await find(number)).status, "open");
  });

  test("nobody left to hear of it: whoever has it no longer works here, so all agents do", async () => {
    const { ada, bo, cy, dee } = house.cast;
    const number = await ask(house, ada, "Orphaned");
    await assignTicket(house.ctx, bo, number, { from: null, to: cy.id });
    await disablePerson(house.ctx, dee, cy.id, true);
    await mails();
    await reply(ada, number, says("Anybody?"));
    assert.deepEqual(
      (await mails()).map(({ to }) => to),
      ["bo@example.test"],
    );
    await disablePerson(house.ctx, dee, cy.id, false);
  });

  test("a clock that was set back does not turn a history around", async () => {
    const { ada, bo } = house.cast;
    const number = await ask(house, ada, "Backwards");
    const opened = (await find(number)).openedAt;
    const { clock } = house.ctx;
    Object.assign(house.ctx, { clock: { now: () => opened - HOUR } });
    await reply(bo, number);
    Object.assign(house.ctx, { clock });
    assert.equal((await find(number)).updatedAt, opened);
  });

  test("counters say what there is", async () => {
    const { ada, bo } = house.cast;
    const before = await readTally(house.ctx, bo);
    const number = await ask(house, ada, "Counted");
    const asked = await readTally(house.ctx, bo);
    assert.deepEqual(
      [asked.open - before.open, asked.unanswered - before.unanswered, asked.unassigned - before.unassigned],
      [1, 1, 1],
    );
    await assignTicket(house.ctx, bo, number, { from: null, to: bo.id });
    await reply(bo, number, says("?", { next: "wait" }));
    assert.equal((await readTally(house.ctx, ada)).waitsForThem, 1);
    await resolveTicket(house.ctx, bo, readerOf(bo), number, { label: "not-basic", article: null });
    assert.deepEqual(await readTally(house.ctx, bo), before);
  });
});
