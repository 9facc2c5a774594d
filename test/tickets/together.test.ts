import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Person } from "#server/people/person.ts";
import { Refusal } from "#server/platform/errors.ts";
import { assignTicket } from "#server/tickets/assigning.ts";
import { mergeTickets } from "#server/tickets/merging.ts";
import { sendMessage } from "#server/tickets/replying.ts";
import { resolveTicket } from "#server/tickets/resolving.ts";
import { ticketByNumber } from "#server/tickets/store.ts";
import { tagTicket } from "#server/tickets/tagging.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask, note, readerOf, says } from "./question.ts";

onEachEngine("several people at one ticket at the same moment", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
  });
  after(() => house.close());

  const send = (by: Person, number: number, message: ReturnType<typeof says>) =>
    sendMessage(house.ctx, by, readerOf(by), number, message);

  /** Everything of a ticket, in order: nothing missing, nothing twice. */
  async function storyOf(number: number) {
    const { db } = house.ctx;
    const ticket = await db.selectFrom("ticket").selectAll().where("number", "=", number).executeTakeFirstOrThrow();
    const messages = await db
      .selectFrom("ticket_message")
      .select(["place", "public_place", "body"])
      .where("ticket_id", "=", ticket.id)
      .orderBy("place")
      .execute();
    const events = await db
      .selectFrom("ticket_event")
      .select(["seq", "kind"])
      .where("ticket_id", "=", ticket.id)
      .orderBy("seq")
      .execute();
    const upTo = (count: number) => Array.from({ length: count }, (_, place) => place + 1);
    assert.deepEqual(
      messages.map(({ place }) => place),
      upTo(ticket.messages),
    );
    assert.deepEqual(
      messages.flatMap(({ public_place }) => public_place ?? []),
      upTo(ticket.public_messages),
    );
    assert.deepEqual(
      events.map(({ seq }) => seq),
      upTo(ticket.seq),
    );
    return { ticket, bodies: messages.map(({ body }) => body), kinds: events.map(({ kind }) => kind) };
  }

  test("of two answers one goes out, and the other is shown it first and loses nothing", async () => {
    const { ada, bo, cy } = house.cast;
    const number = await ask(house, ada, "Two at once");
    const address = `/tickets/${number}/messages`;
    const typed = [
      { agent: await house.as(bo), form: { body: "Words of Bo\nand & more", kind: "public", seen: "1", next: "" } },
      { agent: await house.as(cy), form: { body: "Words of Cy\nand & more", kind: "public", seen: "1", next: "" } },
    ];
    const answers = await Promise.all(typed.map(({ agent, form }) => agent.post(address, form)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 409]);
    const late = answers.findIndex(({ status }) => status === 409);
    const [first, second] = [typed[1 - late], typed[late]];
    const shown = answers[late]?.text ?? "";
    assert.match(shown, new RegExp(`class="message news" id="message-2"[\\s\\S]*${first?.form.body.slice(0, 11)}`));
    assert.match(shown, new RegExp(`${second?.form.body.slice(0, 11)}\\nand &amp; more</textarea>`));
    const again = await second?.agent.post(address, { ...second.form, seen: "2", anyway: "yes" });
    assert.equal(again?.location, `/tickets/${number}#message-3`);
    assert.deepEqual((await storyOf(number)).bodies.slice(1), [first?.form.body, second?.form.body]);
  });

  test("who resolves while somebody writes is shown that first, and keeps what they chose", async () => {
    const { ada, bo, cy } = house.cast;
    const number = await ask(house, ada, "Resolved too soon");
    const agent = await house.as(bo);
    const address = `/tickets/${number}/resolution`;
    assert.match((await agent.get(address)).text, /name="seen" value="1"/);
    await send(ada, number, says("It fails <b>again</b>"));
    await send(cy, number, note("Known to us"));
    const chosen = { label: "basic", article: "", named: "/articles/create-branch" };
    const late = await agent.post(address, { ...chosen, seen: "1" });
    assert.equal(late.status, 409);
    assert.match(
      late.text,
      /Somebody wrote while you did[\s\S]*Ada Asks[\s\S]*It fails &lt;b&gt;again[\s\S]*Known to us/,
    );
    assert.match(late.text, /value="basic" checked[\s\S]*name="named"[^>]*value="\/articles\/create-branch"/);
    assert.match(late.text, /name="seen" value="3"/);
    assert.equal((await ticketByNumber(house.ctx.db, number, null))?.status, "new");
    assert.equal((await agent.post(address, { ...chosen, seen: "3" })).status, 303);
    assert.equal((await ticketByNumber(house.ctx.db, number, null))?.status, "resolved");
  });

  test("answers, notes and what who asked adds all stand, each in a place of its own", async () => {
    const { ada, bo, cy, dee } = house.cast;
    const number = await ask(house, ada, "Many at once");
    const words = Array.from({ length: 12 }, (_, place) => `Words ${place}`);
    const who = [ada, bo, cy, dee] as const;
    await Promise.all(
      words.map((body, place) => {
        const by = who[place % who.length] ?? ada;
        return send(by, number, by !== ada && place % 3 === 0 ? note(body) : says(body, { isAnyway: true }));
      }),
    );
    const { bodies, kinds } = await storyOf(number);
    assert.deepEqual(bodies.slice(1).sort(), words.sort());
    assert.equal(kinds.length, 1 + words.length);
  });

  test("of those who take it one gets it, and tags of two are both there", async () => {
    const { ada, bo, cy, dee } = house.cast;
    const number = await ask(house, ada, "Taken");
    const taken = await Promise.allSettled(
      [bo, cy, dee, bo, cy, dee].map((by) => assignTicket(house.ctx, by, number, { from: null, to: by.id })),
    );
    const { ticket, kinds } = await storyOf(number);
    assert.equal(kinds.filter((kind) => kind === "assigned").length, 1);
    for (const one of taken) if (one.status === "rejected") assert.ok(one.reason instanceof Refusal, `${one.reason}`);
    assert.ok([bo.id, cy.id, dee.id].includes(ticket.assignee_id ?? 0));
    await Promise.all(
      ["one", "two"].map((tag, place) =>
        tagTicket(house.ctx, place === 0 ? bo : cy, number, { add: [tag], remove: [] }),
      ),
    );
    const tags = await house.ctx.db.selectFrom("ticket_tag").select("tag").where("ticket_id", "=", ticket.id).execute();
    assert.deepEqual(tags.map(({ tag }) => tag).sort(), ["one", "two"]);
  });

  test("what is said while tickets are merged or resolved is never lost", async () => {
    const { ada, bo, cy } = house.cast;
    for (const order of [0, 1, 2]) {
      const [from, into] = [await ask(house, ada, "From"), await ask(house, ada, "Into")];
      const deeds = [
        () => mergeTickets(house.ctx, bo, readerOf(bo), from, into),
        () => send(ada, from, says(`While merging ${order}`, { isAnyway: true })),
        () => send(cy, into, says(`Answer meanwhile ${order}`, { isAnyway: true })),
      ];
      const done = await Promise.allSettled([...deeds.slice(order), ...deeds.slice(0, order)].map((deed) => deed()));
      for (const one of done) if (one.status === "rejected") assert.ok(one.reason instanceof Refusal, `${one.reason}`);
      const said = [...(await storyOf(from)).bodies, ...(await storyOf(into)).bodies];
      const went = done.filter(({ status }) => status === "fulfilled").length;
      assert.equal(said.length, 2 + went - (isMerged(await ticketByNumber(house.ctx.db, from, null)) ? 1 : 0));
    }
    const number = await ask(house, ada, "Resolved");
    await Promise.all([
      resolveTicket(house.ctx, bo, readerOf(bo), number, { label: "not-basic", article: null }),
      send(ada, number, says("Wait, one more", { isAnyway: true })),
    ]);
    const { ticket, bodies } = await storyOf(number);
    assert.ok(bodies.includes("Wait, one more"));
    assert.equal(ticket.status === "resolved", ticket.unanswered_since === null, "open, or answered by resolving it");
  });
});

const isMerged = (ticket: { status: string } | undefined) => ticket?.status === "merged";
