import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DAY } from "#server/platform/clock.ts";
import { confideTicket } from "#server/tickets/confiding.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask } from "./question.ts";

onEachEngine("the people around tickets", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
  });
  after(() => house.close());

  test("whoever asks has a page for those who answer: their tickets, as far as they may be seen, and their team", async () => {
    const { ada, bo, cy, zoe } = house.cast;
    await ask(house, ada, "Seen by all");
    const hidden = await ask(house, ada, "HIDDEN-FROM-CY");
    await confideTicket(house.ctx, bo, hidden, []);
    const sheet = (await (await house.as(bo)).get(`/tickets/${hidden}`)).text;
    const href = `/desk/people/${ada.id}`;
    assert.match(sheet, new RegExp(`href="${href}"`));
    const own = (await (await house.as(bo)).get(href)).text;
    assert.match(own, /HIDDEN-FROM-CY/);
    assert.match(own, /2 open tickets/);
    assert.match(own, /Payments/);
    const other = (await (await house.as(cy)).get(href)).text;
    assert.match(other, /Seen by all/);
    assert.match(other, /One open ticket/);
    assert.doesNotMatch(other, /HIDDEN-FROM-CY/);
    assert.equal((await (await house.as(zoe)).get(href)).status, 404);
    assert.equal((await (await house.as(bo)).get("/desk/people/99999")).status, 404);
    const asking = (await (await house.as(bo)).get(`/ask?for=${encodeURIComponent(ada.email)}`)).text;
    assert.match(asking, new RegExp(`name="for"[^>]*value="${ada.email}"`));
  });

  test("what they asked pages by what moved last", async () => {
    const { zoe, bo } = house.cast;
    const agent = await house.as(bo);
    for (let number = 1; number <= 31; number += 1) await ask(house, zoe, `Question ${number} of many`);
    const subjects = (text: string) => [...text.matchAll(/<strong>(Question \d+) of many/g)].map(([, one]) => one);
    const first = (await agent.get(`/desk/people/${zoe.id}`)).text;
    const next = /href="(\/desk\/people\/\d+\?after=\d+~\d+)">Older/.exec(first)?.[1] ?? "";
    const all = [...subjects(first), ...subjects((await agent.get(next)).text)];
    assert.deepEqual(
      all,
      Array.from({ length: 31 }, (_, place) => `Question ${31 - place}`),
    );
    assert.equal((await agent.get(`/desk/people/${zoe.id}?after=x`)).status, 200);
  });

  test("somebody's own day is what they did since their midnight and what is theirs, and nobody else's to see", async () => {
    const { ada, bo, cy } = house.cast;
    const agent = await house.as(bo);
    const number = await ask(house, ada, "For today");
    await agent.post(`/tickets/${number}/assignment`, { assignee: `${bo.id}`, from: "" });
    await agent.post(`/tickets/${number}/messages`, { body: "Try this", kind: "public", seen: "1", next: "" });
    const day = (await agent.get("/desk/day")).text;
    assert.match(day, /You answered/);
    assert.match(day, /one answer/);
    assert.match(day, /What waits for you[\s\S]*For today[\s\S]*What you did/);
    assert.doesNotMatch((await (await house.as(cy)).get("/desk/day")).text, /You answered|For today/);
    assert.equal((await (await house.as(ada)).get("/desk/day")).status, 404);
    await house.wait(DAY);
    const next = (await (await house.as(bo)).get("/desk/day")).text;
    assert.doesNotMatch(next, /You answered/);
    assert.match(next, /For today/, "it still waits");
  });

  test("what somebody searched is shown to themselves and to nobody else", async () => {
    const { ada, dee, zoe } = house.cast;
    const asker = await house.as(ada);
    await asker.get("/search?q=walrus+branches", { "user-agent": "Mozilla/5.0 Firefox/140" });
    await house.settle();
    assert.match((await asker.get("/account")).text, /\/account\/searches/);
    assert.match((await asker.get("/account/searches")).text, /walrus branches/);
    for (const person of [zoe, dee])
      assert.doesNotMatch((await (await house.as(person)).get("/account/searches")).text, /walrus/, person.name);
    assert.doesNotMatch((await (await house.as(dee)).get(`/desk/people/${ada.id}`)).text, /walrus/);
    await asker.post("/privacy/recording", { recorded: "no" });
    assert.doesNotMatch((await asker.get("/account/searches")).text, /walrus/);
  });
});
