import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { buildHouse, type House } from "#test/support/house.ts";

describe("a page that says what went wrong", () => {
  let house: House;
  before(async () => {
    house = await buildHouse();
  });
  after(() => house.close());

  test("gives back what was sent, and no password", async () => {
    const ada = await house.as(house.cast.ada);
    const body = "ERROR:  <42804> & more\n  at line 7, which took an hour to find";
    const secret = "a password that is long enough";
    const form = {
      _csrf: "old",
      subject: "short",
      body,
      password: secret,
      current: secret,
      next: "/ask?and=a-long-one",
    };
    const { status, text } = await ada.post("/ask/draft", form);
    assert.equal(status, 403);
    assert.match(text, /What you sent, to copy \(body\)/);
    assert.ok(text.includes("ERROR:  &lt;42804&gt; &amp; more\n  at line 7"), "whole, escaped, line by line");
    assert.ok(!text.includes(secret) && !text.includes("a-long-one"));
  });

  test("offers to search for what the address was probably about", async () => {
    const ada = await house.as(house.cast.ada);
    const words = async (address: string) =>
      /name="q" value="([^"]*)" maxlength="2000"><button class="btn primary">/.exec((await ada.get(address)).text)?.[1];
    assert.equal(await words("/articles/merge-conflict-in-br%C3%A4nch"), "merge conflict bränch");
    assert.equal(await words("/wiki/Backup_and_Restore/index.html"), "Backup and Restore index html");
    assert.equal(await words("/tickets/7"), undefined, "a number is nothing to search for");
    const visitor = await house.as(null);
    assert.doesNotMatch(
      (await visitor.get("/nowhere/merge-conflict")).text,
      /role="search"/,
      "nor is it theirs to search",
    );
  });

  test("is JSON for whoever asked for it", async () => {
    const ada = await house.as(house.cast.ada);
    for (const answer of [await ada.get("/nowhere.json"), await ada.get("/nowhere", { accept: "application/json" })]) {
      assert.equal(answer.status, 404);
      assert.deepEqual(Object.keys(JSON.parse(answer.text)), ["error", "reference"]);
    }
  });

  test("is a page even when nothing can be known of the visit", async () => {
    const ada = await house.as(house.cast.ada);
    const { db } = house.ctx;
    await db.schema.alterTable("session").renameTo("session_gone").execute();
    const answer = await ada.get("/account");
    await db.schema.alterTable("session_gone").renameTo("session").execute();
    assert.equal(answer.status, 500);
    assert.match(answer.text, /<h1>Something broke<\/h1>[\s\S]*Reference <code>[0-9a-f]{10}<\/code>/);
    assert.match(answer.headers.get("content-security-policy") ?? "", /default-src 'none'/);
    assert.equal((await ada.get("/account")).status, 200, "and the next visit is as good as ever");
  });
});

test("whoever asks without end has to wait, and is told for how long; colleagues do not", async () => {
  const house = await buildHouse({ config: { isRateLimited: true } });
  try {
    const ada = await house.as(house.cast.ada);
    let last = await ada.get("/help");
    for (let time = 0; time < 620 && last.status === 200; time += 1) last = await ada.get("/help");
    assert.equal(last.status, 429);
    assert.match(last.text, /<h1>Too many tries<\/h1>/);
    assert.equal(last.headers.get("retry-after"), "60");
    assert.ok(last.headers.get("ratelimit-policy"));
    assert.equal((await ada.get("/healthz")).status, 200, "machines are let through");
    assert.equal((await (await house.as(house.cast.zoe)).get("/help")).status, 200);
  } finally {
    await house.close();
  }
});
