import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { linkTickets, listLinks } from "#server/tickets/linking.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask } from "./question.ts";

onEachEngine("links between tickets", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
  });
  after(() => house.close());

  test("are read from both ends, stand in both histories, and are taken away where they were made", async () => {
    const { ada, zoe, bo } = house.cast;
    const [one, other] = [await ask(house, ada, "The later one"), await ask(house, zoe, "The first one")];
    const agent = await house.as(bo);
    const made = await agent.post(`/tickets/${one}/links`, { kind: "duplicate", to: `T-${other}` });
    assert.equal(made.location, `/tickets/${one}`);
    await agent.post(`/tickets/${one}/links`, { kind: "duplicate", to: String(other) });
    const here = (await agent.get(`/tickets/${one}`)).text;
    assert.match(here, /Duplicate of<\/span><a href="\/tickets\/2"><span class="id">T-2<\/span> The first one<\/a>/);
    assert.equal(here.match(/linked it: duplicate of T-2/g)?.length, 1, "twice is once");
    const there = (await agent.get(`/tickets/${other}`)).text;
    assert.match(there, /Duplicated by<\/span><a href="\/tickets\/1">/);
    assert.match(there, /linked it: duplicated by T-1/);
    assert.match(there, /name="kind" value="duplicate"><input type="hidden" name="end" value="there">/);
    await agent.post(`/tickets/${other}/links/removal`, { kind: "duplicate", to: String(one) });
    assert.match((await agent.get(`/tickets/${other}`)).text, /Duplicated by<\/span>/, "that would be another link");
    await agent.post(`/tickets/${other}/links/removal`, { kind: "duplicate", to: String(one), end: "there" });
    assert.doesNotMatch((await agent.get(`/tickets/${other}`)).text, /Duplicated by<\/span>/);
    assert.match((await agent.get(`/tickets/${one}`)).text, /took a link away: duplicate of T-2/);
  });

  test("related tickets are so from both ends, once, until either end says they are not", async () => {
    const { ada, bo } = house.cast;
    const [one, other] = [await ask(house, ada, "This"), await ask(house, ada, "That")];
    await linkTickets(house.ctx, bo, one, "related", other);
    await linkTickets(house.ctx, bo, other, "related", one);
    const agent = await house.as(bo);
    const links = async (number: number) =>
      ((await agent.get(`/tickets/${number}`)).text.match(/Related to<\/span>/g) ?? []).length;
    assert.deepEqual([await links(one), await links(other)], [1, 1]);
    await agent.post(`/tickets/${other}/links/removal`, { kind: "related", to: String(one), end: "here" });
    assert.deepEqual([await links(one), await links(other)], [0, 0]);
  });

  test("nobody who asked hears of them", async () => {
    const { ada, zoe, bo } = house.cast;
    const [one, other] = [await ask(house, ada, "Hers"), await ask(house, zoe, "PLANTED SUBJECT")];
    const hers = await house.as(ada);
    const steady = (text: string) => text.replace(/name="_once" value="[^"]*"/g, "");
    const before = steady((await hers.get(`/tickets/${one}`)).text);
    await linkTickets(house.ctx, bo, one, "related", other);
    assert.equal(steady((await hers.get(`/tickets/${one}`)).text), before);
    assert.equal((await hers.post(`/tickets/${one}/links`, { kind: "related", to: String(other) })).status, 403);
    await assert.rejects(linkTickets(house.ctx, ada, one, "blocked", other), { status: 403 });
  });

  test("what cannot be linked is said", async () => {
    const { ada, bo } = house.cast;
    const number = await ask(house, ada, "Alone");
    const agent = await house.as(bo);
    const link = async (form: Record<string, string>) => (await agent.post(`/tickets/${number}/links`, form)).status;
    assert.equal(await link({ kind: "related", to: String(number) }), 400);
    assert.equal(await link({ kind: "related", to: "99999" }), 404);
    assert.equal(await link({ kind: "parent", to: "1" }), 400);
    assert.equal(await link({ kind: "related", to: "one" }), 400);
  });

  test("two who link the same pair from both ends at once both succeed", async () => {
    const { ada, bo, cy } = house.cast;
    const [one, other] = [await ask(house, ada, "Left"), await ask(house, ada, "Right")];
    await Promise.all([
      linkTickets(house.ctx, bo, one, "blocked", other),
      linkTickets(house.ctx, cy, other, "blocked", one),
    ]);
    const row = await house.ctx.db
      .selectFrom("ticket")
      .select(["id", "seq"])
      .where("number", "=", one)
      .executeTakeFirstOrThrow();
    assert.equal((await listLinks(house.ctx, bo, row)).length, 2);
    assert.equal(row.seq, 3);
  });
});
