import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { HOUR } from "#server/platform/clock.ts";
import { type Desk, openBrowser, withoutBrowser } from "#test/support/browser.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask } from "./question.ts";

const written = (text: string) => /<textarea id="body"[^>]*>\s*([\s\S]*?)<\/textarea>/.exec(text)?.[1] ?? "";
const UNSENT = "Half a thought about the **lock**";

onEachEngine("a reply before it is sent", (engine) => {
  let house: House;
  let number: number;
  before(async () => {
    house = await buildHouse({ engine });
    number = await ask(house, house.cast.ada, "Merge fails");
  });
  after(() => house.close());

  const kept = () => house.ctx.db.selectFrom("reply_draft").selectAll().execute();

  test("outlives a closed browser, for its author alone, note or reply", async () => {
    const { ada, bo, cy, zoe } = house.cast;
    const at = `/tickets/${number}`;
    const agent = await house.as(bo);
    assert.equal((await agent.post(`${at}/draft`, { kind: "note", body: UNSENT })).status, 204);
    await house.wait(HOUR);
    for (const page of [at, `/desk?ticket=${number}`]) {
      const { text } = await (await house.as(bo)).get(page);
      assert.equal(written(text), UNSENT, page);
      assert.match(text, /Your draft from/);
      assert.match(text, /value="note" checked/);
    }
    for (const person of [ada, cy]) {
      const { text } = await (await house.as(person)).get(at);
      assert.doesNotMatch(text, /Half a thought|Your draft from/, person.name);
    }
    const stranger = await house.as(zoe);
    assert.equal((await stranger.post(`${at}/draft`, { kind: "public", body: "x" })).status, 404);
    assert.equal((await stranger.post(`${at}/preview`, { kind: "public", body: "x" })).status, 404);
    const asker = await house.as(ada);
    assert.equal((await asker.post(`${at}/draft`, { kind: "note", body: "More about it" })).status, 204);
    assert.equal(written((await asker.get(at)).text), "More about it");
    assert.deepEqual((await kept()).map(({ kind }) => kind).sort(), ["note", "public"], "who asks writes no notes");
  });

  test("is shown as it will be read, with nothing that could run, and kept by that", async () => {
    const agent = await house.as(house.cast.bo);
    const at = `/tickets/${number}`;
    const body = "It is **the lock**\n\n<script>alert(1)</script>";
    const piece = await agent.post(`${at}/preview`, { kind: "public", body, piece: "yes" });
    assert.match(piece.text, /^<div class="said"><p>It is <strong>the lock<\/strong><\/p>/);
    assert.doesNotMatch(piece.text, /<script/);
    const page = await agent.post(`${at}/preview`, { kind: "public", body, back: `/desk?ticket=${number}` });
    assert.match(page.text, /aria-label="As it will be read"><div class="said"><p>It is <strong>/);
    assert.match(written(page.text), /It is \*\*the lock\*\*/);
    assert.match(page.text, /name="back" value="\/desk\?ticket=\d+"/);
    assert.match(written((await agent.get(at)).text), /the lock/, "kept without scripts, too");
    const asker = await house.as(house.cast.ada);
    assert.match((await asker.post(`${at}/preview`, { body: "I **tried**" })).text, /<p>I <strong>tried<\/strong>/);
  });

  test("an article is put in below what is there, and never twice", async () => {
    const agent = await house.as(house.cast.bo);
    const other = await ask(house, house.cast.ada, "No commits found - cannot create branch");
    await agent.post(`/tickets/${other}/draft`, { kind: "public", body: "Look here:" });
    const insert = `/tickets/${other}?insert=no-commits-found`;
    const text = written((await agent.get(insert)).text);
    assert.match(text, /^Look here:\n\n\[No commits found/);
    await agent.post(`/tickets/${other}/draft`, { kind: "public", body: text });
    assert.equal(written((await agent.get(insert)).text), text);
  });

  test("is gone once it is sent, emptied or thrown away, and stays when it could not be sent", async () => {
    const agent = await house.as(house.cast.bo);
    const at = `/tickets/${number}`;
    const mine = async () => (await kept()).filter(({ person_id }) => person_id === house.cast.bo.id).length;
    const before = await mine();
    await agent.post(`${at}/messages`, { kind: "public", body: "", seen: "9" });
    assert.equal(await mine(), before, "nothing was sent");
    assert.equal((await agent.post(`${at}/messages`, { kind: "public", body: "Sent now", seen: "9" })).status, 303);
    assert.equal(written((await agent.get(at)).text), "");
    await agent.post(`${at}/draft`, { kind: "public", body: "Once more" });
    await agent.post(`${at}/draft`, { kind: "public", body: "  " });
    assert.equal(written((await agent.get(at)).text), "");
    await agent.post(`${at}/draft`, { kind: "public", body: "And again" });
    assert.equal((await agent.post(`${at}/draft/removal`, { back: "/desk" })).location, "/desk");
    assert.equal(written((await agent.get(at)).text), "");
  });

  test("loses the words that are taken out of its ticket", async () => {
    const { bo, dee } = house.cast;
    const secret = "hunter2-kestrel";
    const told = await ask(house, house.cast.ada, `It is ${secret}`);
    await (await house.as(bo)).post(`/tickets/${told}/draft`, { kind: "public", body: `Do not send ${secret}` });
    const form = { words: secret, reason: "A password was sent" };
    assert.equal((await (await house.as(dee)).post(`/tickets/${told}/messages/1/redaction`, form)).status, 303);
    assert.equal(written((await (await house.as(bo)).get(`/tickets/${told}`)).text), "Do not send [removed]");
  });
});

test("with scripts a reply is kept while it is written, previewed in its place, and left with one key", {
  skip: withoutBrowser,
}, async () => {
  const house = await buildHouse();
  const desk: Desk = await openBrowser(house.ctx);
  try {
    const number = await ask(house, house.cast.ada, "Merge fails");
    const page = await desk.sit(house.cast.bo);
    await page.goto(`/desk?ticket=${number}`);
    await page.locator("[data-keys-open]:not([hidden])").waitFor({ state: "attached" });
    await page.keyboard.press("n");
    await page.keyboard.type(UNSENT);
    await page.getByText("Draft saved").waitFor();
    await page.getByRole("button", { name: "Preview" }).click();
    await page.getByRole("group", { name: "As it will be read" }).getByText("lock", { exact: true }).waitFor();
    assert.equal(await page.locator("#body").isVisible(), false);
    await page.getByRole("button", { name: "Write on" }).click();
    assert.equal(await page.evaluate("document.activeElement.id"), "body");
    await page.keyboard.press("Escape");
    await page.keyboard.press("m");
    assert.equal(await page.evaluate("document.activeElement.id"), "merge-into");
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("#merge-into").isVisible(), false, "what the key unfolded is folded");
    await page.context().close();
    const later = await desk.sit(house.cast.bo);
    await later.goto(`/tickets/${number}`);
    assert.equal(await later.locator("#body").inputValue(), UNSENT);
    await later.getByRole("button", { name: "Add internal note" }).click();
    await later.getByText("Note added.").waitFor();
    assert.equal(await later.locator("#body").inputValue(), "");
  } finally {
    await desk.close();
    await house.close();
  }
});
