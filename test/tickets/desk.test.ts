import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { HOUR, MINUTE } from "#server/platform/clock.ts";
import { assignTicket } from "#server/tickets/assigning.ts";
import { sendMessage } from "#server/tickets/replying.ts";
import { resolveTicket } from "#server/tickets/resolving.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import type { Visitor } from "#test/support/visitor.ts";
import { ask, readerOf, says } from "./question.ts";

onEachEngine("the desk", (engine) => {
  let house: House;
  let bo: Visitor;
  before(async () => {
    house = await buildHouse({ engine });
    bo = await house.as(house.cast.bo);
  });
  after(() => house.close());

  const subjects = async (address: string) => {
    const { text } = await bo.get(address);
    return [...text.matchAll(/<a class="sub" href="[^"]+"[^>]*>([^<]+)<\/a>/g)].map((found) => found[1] ?? "");
  };
  const answer = (number: number, next: "" | "wait" = "") =>
    sendMessage(house.ctx, house.cast.bo, readerOf(house.cast.bo), number, says("Try this.", { next }));

  test("empty, it says so", async () => {
    assert.match((await bo.get("/desk")).text, /Nothing is open\. Every question has been answered\./);
    const { text } = await bo.get("/desk?status=waiting");
    assert.match(text, /Nothing fits this filter\./);
    assert.match(text, /href="\/desk">All open tickets/);
  });

  test("what is due first comes first, then what nobody waits for, and resolved has a list of its own", async () => {
    const { ada, zoe, bo: agent } = house.cast;
    const first = await ask(house, ada, "Asked first");
    await house.wait(MINUTE);
    const second = await ask(house, zoe, "Asked second", { category: "monitoring", urgency: "high" });
    await house.wait(MINUTE);
    const third = await ask(house, ada, "Asked third");
    await house.wait(MINUTE);
    assert.deepEqual(await subjects("/desk"), ["Asked second", "Asked first", "Asked third"]);
    await answer(first);
    await house.wait(MINUTE);
    await answer(third, "wait");
    assert.deepEqual(await subjects("/desk"), ["Asked second", "Asked first", "Asked third"]);
    assert.deepEqual(await subjects("/desk?status=unanswered"), ["Asked second"]);
    assert.deepEqual(await subjects("/desk?status=waiting"), ["Asked third"]);
    assert.deepEqual(await subjects("/desk?status=new"), ["Asked second"]);
    assert.deepEqual(await subjects("/desk?category=monitoring"), ["Asked second"]);
    assert.deepEqual(await subjects("/desk?assignee=me"), []);
    await assignTicket(house.ctx, agent, first, { from: null, to: agent.id });
    assert.deepEqual(await subjects("/desk?assignee=me"), ["Asked first"]);
    assert.deepEqual(await subjects(`/desk?assignee=${agent.id}`), ["Asked first"]);
    assert.deepEqual(await subjects("/desk?assignee=nobody"), ["Asked second", "Asked third"]);
    assert.deepEqual(await subjects("/desk?assignee=nobody&category=branches&status=waiting"), ["Asked third"]);
    for (const number of [second, third]) {
      await house.wait(MINUTE);
      await resolveTicket(house.ctx, agent, readerOf(agent), number, { label: "not-basic", article: null });
    }
    assert.deepEqual(await subjects("/desk"), ["Asked first"]);
    assert.deepEqual(await subjects("/desk?status=resolved"), ["Asked third", "Asked second"]);
    const { text } = await bo.get("/desk");
    assert.match(text, /All open <span class="num">1<\/span>/);
    assert.match(text, /Mine <span class="num">1<\/span>/);
    assert.match(text, /Needs an answer <span class="num">0<\/span>/);
  });

  test("a page ends where the next begins: no gaps, nothing twice, also when many came at one moment", async () => {
    const { ada } = house.cast;
    await house.wait(HOUR);
    for (let place = 0; place < 120; place += 1) {
      if (place % 40 === 0) await house.wait(MINUTE);
      await ask(house, ada, `Paged ${place}`, { category: "monitoring" });
    }
    const seen: string[] = [];
    let address: string | undefined = "/desk?category=monitoring";
    let pages = 0;
    for (; address && pages < 10; pages += 1) {
      const { text }: { text: string } = await bo.get(address);
      assert.ok(text.length < 44_000, `a page of the desk has ${text.length} characters`);
      seen.push(...[...text.matchAll(/<a class="sub"[^>]*>([^<]+)</g)].map((found) => found[1] ?? ""));
      // Somebody else's work between two pages must not shift them.
      if (pages === 0) await answer(await numberOf("Paged 3"));
      address = /href="([^"]+)">Next 40/.exec(text)?.[1]?.replaceAll("&amp;", "&");
    }
    const paged = seen.filter((subject) => subject.startsWith("Paged"));
    assert.equal(new Set(paged).size, 120);
    assert.equal(paged.length, 121, "the answered one moved to where it stands now");
    assert.equal(pages, 4);
  });

  const numberOf = async (subject: string) => {
    const row = await house.ctx.db
      .selectFrom("ticket")
      .select("number")
      .where("subject", "=", subject)
      .executeTakeFirstOrThrow();
    return row.number;
  };

  test("a chosen ticket stands beside the list, and its forms lead back there", async () => {
    const number = await numberOf("Paged 7");
    const address = `/desk?category=monitoring&ticket=${number}`;
    const { text } = await bo.get(address);
    assert.match(text, /class="desk with-sheet"/);
    assert.match(text, /aria-current="true">Paged 7<\/a>/);
    assert.match(text, /<h2 id="sheet-title">Paged 7<\/h2>/);
    assert.ok(text.length < 70_000, `with a ticket it has ${text.length} characters`);
    const back = `/desk?category=monitoring&ticket=${number}`;
    const taken = await bo.post(`/tickets/${number}/assignment`, {
      assignee: String(house.cast.bo.id),
      from: "",
      back,
    });
    assert.equal(taken.location, back);
    const sent = await bo.post(`/tickets/${number}/messages`, { kind: "public", body: "Here.", seen: "1", back });
    assert.equal(sent.location, `${back}#message-2`);
    assert.equal((await bo.get("/desk?ticket=999999")).status, 404);
  });

  test("those who do not answer have no desk, and it looks like any page that is not there", async () => {
    const ada = await house.as(house.cast.ada);
    const nowhere = await ada.get("/desks");
    const desk = await ada.get("/desk");
    assert.equal(desk.status, 404);
    assert.equal(desk.text.replace(/desks?/g, ""), nowhere.text.replace(/desks?/g, ""));
    assert.doesNotMatch((await ada.get("/")).text, /href="\/desk/);
    assert.equal((await (await house.as(null)).get("/desk")).location, "/sign-in?next=%2Fdesk");
  });
});
