import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { HOUR, MINUTE } from "#server/platform/clock.ts";
import { sendMessage } from "#server/tickets/replying.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import type { Visitor } from "#test/support/visitor.ts";
import { ask, note, readerOf, says } from "./question.ts";

onEachEngine("pages of a ticket", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
  });
  after(() => house.close());

  /** Every door to a ticket, with a form that would open it. */
  const DOORS: [string, Record<string, string> | null][] = [
    ["", null],
    ["?upto=1", null],
    ["/messages", { kind: "public", body: "Hello", seen: "99" }],
    ["/resolution", { label: "not-basic", article: "", named: "" }],
    ["/reopening", {}],
  ];
  const STAFF_DOORS: [string, Record<string, string> | null][] = [
    ["/resolution", null],
    ["/label", null],
    ["/label", { label: "not-basic", article: "", named: "" }],
    ["/assignment", { assignee: "", from: "" }],
    ["/triage", { seq: "1", status: "", urgency: "low", category: "" }],
  ];
  const knock = async (visitor: Visitor, number: number, [path, form]: (typeof DOORS)[number]) => {
    const address = `/tickets/${number}${path}`;
    return form === null ? visitor.get(address) : visitor.post(address, form);
  };

  test("those who may, may", async () => {
    const { ada, bo, cy, dee } = house.cast;
    for (const person of [ada, bo, cy, dee]) {
      const visitor = await house.as(person);
      for (const door of DOORS) {
        const number = await ask(house, ada, "Open to them");
        const { status } = await knock(visitor, number, door);
        assert.equal(status, door[1] === null ? 200 : 303, `${person.name} at ${door[0]}`);
      }
    }
    for (const person of [bo, cy, dee]) {
      const visitor = await house.as(person);
      for (const door of STAFF_DOORS) {
        const number = await ask(house, ada, "Open to staff");
        if (door[0] === "/label")
          await knock(visitor, number, ["/resolution", { label: "not-basic", article: "", named: "" }]);
        const { status } = await knock(visitor, number, door);
        assert.equal(status, door[1] === null ? 200 : 303, `${person.name} at ${door[0]}`);
      }
    }
  });

  test("somebody else's ticket looks at every door like one that is not there", async () => {
    const { ada, zoe } = house.cast;
    const number = await ask(house, ada, "Not for Zoe");
    const nowhere = number + 50;
    const stranger = await house.as(zoe);
    for (const door of [...DOORS, ...STAFF_DOORS]) {
      const hidden = await knock(stranger, number, door);
      const missing = await knock(stranger, nowhere, door);
      const own = await knock(stranger, await ask(house, zoe, "Her own"), door);
      const expected = STAFF_DOORS.includes(door) ? (door[1] === null ? 404 : 403) : 404;
      assert.equal(hidden.status, expected, door[0]);
      if (STAFF_DOORS.includes(door)) assert.equal(own.status, expected, "not even her own");
      // What the error page offers to search for is taken from the address, and so is no news.
      const steady = (text: string) =>
        text
          .replace(/\/tickets\/\d+/g, "")
          .replace(/<form action="\/search"[\s\S]*?<\/form>/g, "")
          .replace(/\s+/g, " ");
      assert.equal(steady(hidden.text), steady(missing.text), door[0]);
    }
    for (const wrong of ["0", "-1", "abc", "1e3", "999999999999999999", "1%20"])
      assert.equal((await (await house.as(zoe)).get(`/tickets/${wrong}`)).status, 404, wrong);
  });

  test("a visitor is led to the door, whether the ticket is there or not", async () => {
    const number = await ask(house, house.cast.ada, "Behind the door");
    const visitor = await house.as(null);
    for (const one of [number, number + 1000])
      assert.equal((await visitor.get(`/tickets/${one}`)).location, `/sign-in?next=%2Ftickets%2F${one}`);
  });

  test("one's own list shows one's own, what moved last first, page by page", async () => {
    const { zoe, bo } = house.cast;
    const numbers = [];
    for (let place = 0; place < 65; place += 1) {
      if (place % 30 === 0) await house.wait(MINUTE);
      numbers.push(await ask(house, zoe, `Hers ${place}`));
    }
    await house.wait(MINUTE);
    await sendMessage(house.ctx, bo, readerOf(bo), numbers[5] ?? 0, says("Answered"));
    const visitor = await house.as(zoe);
    const seen: string[] = [];
    let address: string | undefined = "/tickets";
    for (let page = 0; address && page < 6; page += 1) {
      const { text }: { text: string } = await visitor.get(address);
      assert.ok(text.length < 30_000);
      seen.push(...[...text.matchAll(/<strong>(Hers \d+)</g)].map((found) => found[1] ?? ""));
      address = /href="([^"]+)">Older/.exec(text)?.[1];
    }
    assert.equal(seen[0], "Hers 5");
    assert.equal(seen.length, 65);
    assert.equal(new Set(seen).size, 65);
    assert.doesNotMatch((await (await house.as(house.cast.ada)).get("/tickets")).text, /Hers/);
  });

  test("somebody answered meanwhile: their answer is shown first and the text is kept", async () => {
    const { ada, bo, cy } = house.cast;
    const number = await ask(house, ada, "Overtaken");
    await sendMessage(house.ctx, cy, readerOf(cy), number, says("I was faster."));
    const visitor = await house.as(bo);
    const form = { kind: "public", body: "My *own* words & more", seen: "1" };
    const answer = await visitor.post(`/tickets/${number}/messages`, form);
    assert.equal(answer.status, 409);
    assert.match(answer.text, /Somebody wrote while you did/);
    assert.match(answer.text, /class="message news" id="message-2"/);
    assert.match(answer.text, /My \*own\* words &amp; more<\/textarea>/);
    assert.match(answer.text, /name="seen" value="2"/);
    const again = await visitor.post(`/tickets/${number}/messages`, { ...form, seen: "2", anyway: "yes" });
    assert.equal(again.location, `/tickets/${number}#message-3`);
    const late = await (await house.as(ada)).post(`/tickets/${number}/messages`, { body: "And I", seen: "1" });
    assert.equal(late.status, 409);
    assert.match(late.text, /Somebody answered while you wrote/);
    assert.match(late.text, /And I<\/textarea>/);
  });

  test("a message sent twice is one message, an empty one none", async () => {
    const { ada } = house.cast;
    const number = await ask(house, ada, "Twice");
    const visitor = await house.as(ada);
    const form = { body: "More", seen: "1", _once: "one-message-for-two-clicks" };
    const twice = await Promise.all([1, 2, 3].map(() => visitor.post(`/tickets/${number}/messages`, form)));
    assert.deepEqual(
      twice.map(({ location }) => location),
      Array(3).fill(`/tickets/${number}#message-2`),
    );
    const empty = await visitor.post(`/tickets/${number}/messages`, { body: " \n ", seen: "2" });
    assert.equal(empty.status, 422);
    assert.match(empty.text, /Your message is missing\./);
    const long = await visitor.post(`/tickets/${number}/messages`, { body: "y".repeat(20_001), seen: "2" });
    assert.match(long.text, /Your message is longer than 20,000 characters/);
    assert.ok(long.text.includes("y".repeat(20_001)));
    assert.equal((await visitor.post(`/tickets/${number}/messages`, { body: "x", seen: "-1" })).status, 400);
  });

  test("reply and resolve in one go leads to the one question, and back to where they came from", async () => {
    const { ada, bo } = house.cast;
    const number = await ask(house, ada, "One go", {
      tried: [{ kind: "article", slug: "how-branches-work", text: "x" }],
    });
    const visitor = await house.as(bo);
    const back = "/desk?status=new";
    const sent = await visitor.post(`/tickets/${number}/messages`, {
      body: "See [this](http://127.0.0.1:0/articles/create-branch)",
      seen: "1",
      next: "resolve",
      back,
    });
    assert.equal(sent.location, `/tickets/${number}/resolution?back=${encodeURIComponent(back)}`);
    const asked = await visitor.get(sent.location ?? "");
    assert.match(asked.text, /A question is basic when it asks how to use something/);
    const choices = [...asked.text.matchAll(/name="article" value="([^"]+)"/g)].map((found) => found[1]);
    assert.deepEqual(choices.slice(0, 2), ["create-branch", "how-branches-work"], "linked first, then what was read");
    const done = await visitor.post(`/tickets/${number}/resolution`, {
      label: "basic",
      article: "create-branch",
      back,
    });
    assert.equal(done.location, back);
    const sheet = await visitor.get(`/tickets/${number}`);
    assert.match(sheet.text, /Basic, and an article answers it: <a href="\/articles\/create-branch">/);
    assert.match(sheet.text, /resolved it: basic, and an article answers it \(create-branch\)/);
  });

  test("the article is named by its title, its address, or chosen from what comes near", async () => {
    const { ada, bo } = house.cast;
    const number = await ask(house, ada, "Named");
    const visitor = await house.as(bo);
    const say = (form: Record<string, string>) =>
      visitor.post(`/tickets/${number}/resolution`, { label: "basic", ...form });
    assert.match(
      (await visitor.post(`/tickets/${number}/resolution`, {})).text,
      /Choose what kind of question it was\./,
    );
    const missing = await say({});
    assert.equal(missing.status, 422);
    assert.match(missing.text, /Choose the article that answers it, or name it\./);
    assert.match(missing.text, /value="basic" checked/);
    const near = await say({ named: "branch exists" });
    assert.equal(near.status, 422);
    assert.match(near.text, /No article has this title\. Is it one of those above\?/);
    assert.match(near.text, /name="article" value="branch-already-exists"/);
    assert.match(near.text, /value="branch exists"/);
    assert.match((await say({ named: "qqzzy" })).text, /No article has this title\./);
    assert.equal((await say({ named: "http://portal.test/articles/create-branch?x=1" })).status, 303);
    const label = (form: Record<string, string>) =>
      visitor.post(`/tickets/${number}/label`, { label: "basic", ...form });
    assert.equal((await label({ named: "Branch already exists" })).status, 303);
    assert.match(
      (await visitor.get(`/tickets/${number}`)).text,
      /answers it: <a href="\/articles\/branch-already-exists">/,
    );
    assert.equal((await label({ label: "basic-uncovered" })).status, 303);
    assert.match((await visitor.get(`/tickets/${number}`)).text, /Basic, but no article answers it yet/);
  });

  test("changes made on an old look at the ticket are refused with a sentence", async () => {
    const { ada, bo, cy } = house.cast;
    const number = await ask(house, ada, "Old look");
    const one = await house.as(bo);
    const other = await house.as(cy);
    await one.post(`/tickets/${number}/assignment`, { assignee: String(bo.id), from: "" });
    const late = await other.post(`/tickets/${number}/assignment`, { assignee: String(cy.id), from: "" });
    assert.equal(late.status, 409);
    assert.match(late.text, /Bo Answers has it now\./);
    const triage = { status: "", urgency: "high", category: "branches" };
    const old = await other.post(`/tickets/${number}/triage`, { ...triage, seq: "1" });
    assert.match(old.text, /Somebody changed this ticket meanwhile/);
    assert.equal(
      (await other.post(`/tickets/${number}/triage`, { ...triage, seq: "2", category: "no-such" })).status,
      404,
    );
    assert.equal((await other.post(`/tickets/${number}/triage`, { ...triage, seq: "2" })).status, 303);
    assert.equal((await other.post(`/tickets/${number}/triage`, { ...triage, seq: "x" })).status, 400);
    assert.equal((await other.post(`/tickets/${number}/assignment`, { assignee: "me", from: "" })).status, 400);
  });

  test("long threads are read piece by piece", async () => {
    const { ada, bo } = house.cast;
    const number = await ask(house, ada, "Long talk");
    for (let place = 2; place <= 130; place += 1)
      await sendMessage(house.ctx, bo, readerOf(bo), number, place % 2 ? note(`Note ${place}`) : says(`Word ${place}`));
    const visitor = await house.as(bo);
    const { text } = await visitor.get(`/tickets/${number}`);
    assert.match(text, /id="message-31"/);
    assert.doesNotMatch(text, /id="message-30"/);
    const earlier = /href="([^"]+)">Earlier messages/.exec(text)?.[1] ?? "";
    const before = (await visitor.get(earlier)).text;
    assert.match(before, /id="message-1"[\s\S]*id="message-30"/);
    assert.doesNotMatch(before, /id="message-31"/);
    assert.match((await (await house.as(ada)).get(`/tickets/${number}`)).text, /id="message-1"[\s\S]*id="message-66"/);
  });

  test("mail that came back is shown where it belongs", async () => {
    const { ada, bo } = house.cast;
    const number = await ask(house, ada, "Undeliverable");
    await house.settle();
    house.breakPost(Object.assign(new Error("550 no such mailbox"), { responseCode: 550 }));
    await sendMessage(house.ctx, bo, readerOf(bo), number, says("Lost"));
    await house.wait(HOUR);
    house.breakPost(undefined);
    const { text } = await (await house.as(bo)).get(`/tickets/${number}`);
    assert.match(text, /was not delivered\..*no such mailbox/);
    assert.doesNotMatch((await (await house.as(ada)).get(`/tickets/${number}`)).text, /no such mailbox/);
  });

  test("a link is put into the reply without scripts too", async () => {
    const { ada, bo } = house.cast;
    const number = await ask(house, ada, "create_branch says no commits found");
    const visitor = await house.as(bo);
    const { text } = await visitor.get(`/tickets/${number}`);
    const href = /href="([^"]+insert=[^"]+)#reply"/.exec(text)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const filled = (await visitor.get(href)).text;
    assert.match(filled, /<textarea id="body"[^>]*>\s*\[[^\]]+\]\(http[^)]+\/articles\/[\w-]+\)<\/textarea>/);
    assert.match(
      (await visitor.get(`/tickets/${number}?insert=../../x`)).text,
      /<textarea id="body"[^>]*>\s*<\/textarea>/,
    );
  });
});
