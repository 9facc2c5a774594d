import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { HOUR, MINUTE } from "#server/platform/clock.ts";
import { assignTicket } from "#server/tickets/assigning.ts";
import { sendMessage } from "#server/tickets/replying.ts";
import { resolveTicket } from "#server/tickets/resolving.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask, note, readerOf, says } from "./question.ts";

const SECRET = "PLANTED-SECRET-WORDS";

/** What changes between any two visits, whatever was written. */
const steady = (markup: string) =>
  markup.replace(/name="(?:_once|page)" value="[^"]*"/g, "").replace(/\d+ (?:min|h) ago/g, "");

onEachEngine("internal notes", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
  });
  after(() => house.close());

  test("of notes no trace reaches who asked: no words, no counts, no order, no times, no mails", async () => {
    const { ada, bo, cy } = house.cast;
    const first = await ask(house, ada, "With notes");
    await house.wait(HOUR);
    const second = await ask(house, ada, "Without notes");
    const reply = (number: number, message = says("Public words.")) =>
      sendMessage(house.ctx, bo, readerOf(bo), number, message);
    await reply(first);
    await house.wait(HOUR);
    const visitor = await house.as(ada);
    const look = async () => {
      const addresses = [
        "/",
        "/tickets",
        `/tickets/${first}`,
        `/tickets/${first}?upto=3`,
        `/tickets/${second}`,
        "/ask",
      ];
      const pages = [];
      for (const address of addresses) pages.push(steady((await visitor.get(address)).text));
      return pages;
    };
    // What was new to her is so no more.
    await look();
    await house.settle();
    const before = await look();
    const mailsAbout = () => house.sent().filter(({ subject }) => subject.startsWith(`[T-${first}]`)).length;
    const mailed = mailsAbout();
    for (const place of [1, 2, 3]) {
      await house.wait(30 * MINUTE);
      await sendMessage(house.ctx, cy, readerOf(cy), first, note(`${SECRET} ${place}`));
    }
    assert.deepEqual(await look(), before);
    assert.equal(mailsAbout(), mailed, "nobody is mailed because of a note");
    const sheet = await (await house.as(bo)).get(`/tickets/${first}`);
    // In the thread, and where messages are chosen to be split off.
    assert.equal(sheet.text.split(SECRET).length - 1, 6);
    await reply(first, says("The second answer."));
    await house.settle();
    const page = (await visitor.get(`/tickets/${first}`)).text;
    assert.doesNotMatch(page, new RegExp(SECRET));
    assert.match(page, /id="message-3"/, "their own counting has no gap");
    assert.doesNotMatch(page, /id="message-[4-9]"/);
    assert.match(page, /name="seen" value="3"/);
    for (const { text, html, subject } of house.sent()) assert.doesNotMatch(text + html + subject, new RegExp(SECRET));
  });

  test("who asked cannot write one, whatever the form says", async () => {
    const { ada, bo } = house.cast;
    const number = await ask(house, ada, "Not for them");
    const answer = await (await house.as(ada)).post(`/tickets/${number}/messages`, {
      kind: "note",
      body: "x",
      seen: "1",
    });
    assert.equal(answer.status, 403);
    const sent = await (await house.as(bo)).post(`/tickets/${number}/messages`, {
      kind: "note",
      body: SECRET,
      seen: "1",
    });
    assert.equal(sent.location, `/tickets/${number}#message-2`);
  });

  test("labels and their article stay inside too, and so does who gave it to whom", async () => {
    const { ada, bo, cy } = house.cast;
    const number = await ask(house, ada, "Labelled inside");
    await assignTicket(house.ctx, cy, number, { from: null, to: bo.id });
    await resolveTicket(house.ctx, bo, readerOf(bo), number, { label: "basic-uncovered", article: null });
    const { text } = await (await house.as(ada)).get(`/tickets/${number}`);
    assert.doesNotMatch(text, /basic|History|Cy Leads|example\.test/i);
    assert.match(text, /Solved\. A reply opens it again\./);
  });
});
