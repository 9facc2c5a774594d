import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, beforeEach, test } from "node:test";
import { HOUR } from "#server/platform/clock.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import type { Visitor } from "#test/support/visitor.ts";

const QUESTION = {
  subject: "create_branch fails",
  body: "ERROR:  No commits found - cannot create branch",
  category: "branches",
  urgency: "high",
};
const ONCE = "the-same-form-twice-1";

onEachEngine("asking", (engine) => {
  let house: House;
  let ada: Visitor;
  let bo: Visitor;
  before(async () => {
    house = await buildHouse({ engine });
    ada = await house.as(house.cast.ada);
  });
  after(() => house.close());
  beforeEach(async () => {
    await ada.post("/ask/discard");
    // The clock is wound by hours, and sessions of staff are short.
    bo = await house.as(house.cast.bo);
  });

  const tickets = () => house.ctx.db.selectFrom("ticket").selectAll().orderBy("number", "desc").execute();
  const happened = async (type: string) => {
    await house.settle();
    const rows = await house.ctx.db
      .selectFrom("event")
      .selectAll()
      .where("type", "=", type as "solved")
      .execute();
    return rows.map(({ data, article, kind }) => ({ ...JSON.parse(data), article, kind }));
  };

  test("without scripts in two steps: first what may answer it, then it is sent", async () => {
    const first = await ada.post("/ask", QUESTION);
    assert.equal(first.location, "/ask/check");
    assert.equal((await tickets()).length, 0, "nothing is sent yet");
    const { text } = await ada.get("/ask/check");
    assert.match(text, /Does one of these answer it\?/);
    assert.match(text, /data-article="no-commits-found"/);
    assert.match(text, /value="create_branch fails"/);
    const sent = await ada.post("/tickets", QUESTION);
    assert.equal(sent.status, 303);
    const [ticket] = await tickets();
    assert.equal(sent.location, `/tickets/${ticket?.number}`);
    const page = await ada.get(sent.location ?? "");
    assert.match(page.text, /<h1>create_branch fails<\/h1>/);
    assert.match(page.text, /<pre><code>ERROR: {2}No commits found/);
    assert.match(sent.headers.get("set-cookie") ?? "", /flash=/, "it is said on the next page");
    assert.match(page.text, /Nobody has answered yet/);
    assert.equal((await ada.get("/ask/check")).location, "/ask", "there is no draft any more");
  });

  test("the same form sent twice is one ticket, also at the same moment", async () => {
    const before = (await tickets()).length;
    const twice = await Promise.all(
      Array.from({ length: 8 }, () => ada.post("/tickets", { ...QUESTION, _once: ONCE })),
    );
    assert.equal(new Set(twice.map(({ location }) => location)).size, 1);
    assert.equal((await tickets()).length, before + 1);
    const zoe = await house.as(house.cast.zoe);
    assert.notEqual((await zoe.post("/tickets", { ...QUESTION, _once: ONCE })).location, twice[0]?.location);
  });

  test("what is missing is said, and everything that was typed comes back", async () => {
    const typed = {
      subject: "ab",
      body: "Long text <b>",
      category: "monitoring",
      urgency: "low",
      tried_0: "search:my words",
    };
    for (const address of ["/ask", "/tickets"]) {
      const answer = await ada.post(address, typed);
      assert.equal(answer.status, 422);
      assert.match(answer.text, /The subject needs at least 3 characters\./);
      assert.match(answer.text, /Long text &lt;b&gt;<\/textarea>/);
      assert.match(answer.text, /<option value="monitoring" selected>/);
      assert.match(answer.text, /<option value="low" selected>/);
      assert.match(answer.text, /value="search:my words" checked/);
    }
    const empty = await ada.post("/tickets", { subject: "A subject", body: "  " });
    assert.match(empty.text, /What happened is missing\./);
    const long = await ada.post("/tickets", { subject: "A subject", body: "x".repeat(20_001) });
    assert.match(long.text, /longer than 20,000 characters/);
    assert.ok(long.text.includes("x".repeat(20_001)), "to be shortened by its author");
    assert.equal((await ada.post("/tickets", { ...QUESTION, _once: "short" })).status, 400);
  });

  test("a draft outlives everything: a reload, a new session, a refused form", async () => {
    assert.equal((await ada.post("/ask/draft", { ...QUESTION, tried_0: "search:no commits" })).status, 204);
    await house.wait(3 * HOUR);
    const later = await house.as(house.cast.ada);
    const { text } = await later.get("/ask");
    assert.match(text, /value="create_branch fails"/);
    assert.match(text, /Your draft from/);
    assert.match(text, /value="search:no commits" checked/);
    assert.doesNotMatch(
      (await (await house.as(house.cast.zoe)).get("/ask")).text,
      /create_branch fails/,
      "it is hers alone",
    );
    assert.equal((await ada.post("/ask/discard")).location, "/ask");
    assert.doesNotMatch((await ada.get("/ask")).text, /create_branch fails/);
    assert.equal((await ada.post("/ask/discard", { next: "https://evil.test" })).location, "/ask");
  });

  test("the search and the article come along, visible and removable, and reach who answers", async () => {
    const { text } = await ada.get("/ask?q=cannot%20create%20branch&from=create-branch");
    assert.match(text, /name="subject" [^>]*value="cannot create branch"/);
    assert.match(text, /value="search:cannot create branch" checked/);
    assert.match(text, /value="article:create-branch" checked/);
    assert.doesNotMatch(
      (await ada.get("/ask?from=rotate-the-support-key")).text,
      /value="article:rotate/,
      "not theirs to know",
    );
    const form = {
      ...QUESTION,
      tried_0: "search:cannot create branch",
      tried_1: "article:rotate-the-support-key",
      tried_2: "article:create-branch",
    };
    const { location } = await ada.post("/tickets", form);
    const sheet = (await bo.get(location ?? "")).text;
    assert.match(sheet, /What Ada tried, sent along/);
    assert.match(sheet, /searched <a href="\/search\?q=cannot%20create%20branch">/);
    assert.match(sheet, /read <a href="\/articles\/create-branch">/);
    assert.doesNotMatch(sheet, /read <a href="\/articles\/rotate/);
  });

  test("a pasted text becomes what happened, a line becomes the subject", async () => {
    const pasted = "ERROR: x\nCONTEXT: y";
    const { text } = await ada.get(`/ask?q=${encodeURIComponent(pasted)}`);
    assert.match(text, /<textarea id="body"[^>]*>\s*ERROR: x\nCONTEXT: y<\/textarea>/);
  });

  test("suggestions come while somebody writes, but for what they have read", async () => {
    const piece = await ada.post("/ask/suggestions", QUESTION);
    assert.match(piece.text, /data-article="no-commits-found"/);
    assert.match(piece.text, /This solved it, don’t send/);
    const read = await ada.post("/ask/suggestions", { ...QUESTION, tried_0: "article:no-commits-found" });
    assert.doesNotMatch(read.text, /data-article="no-commits-found"/);
    assert.equal((await ada.post("/ask/suggestions", { subject: "", body: " " })).text.trim(), "");
    assert.equal((await tickets()).filter(({ subject }) => subject === "").length, 0);
    const secret = await ada.post("/ask/suggestions", { subject: "rotate the support key", body: "" });
    assert.doesNotMatch(secret.text, /rotate-the-support-key/);
    assert.match(
      (await bo.post("/ask/suggestions", { subject: "rotate the support key", body: "" })).text,
      /rotate-the-support-key/,
    );
  });

  test("what solved it is remembered once, and nothing is sent", async () => {
    await ada.post("/ask/draft", QUESTION);
    const before = (await tickets()).length;
    const solved = (await happened("solved")).length;
    for (const _time of [1, 2]) {
      const answer = await ada.post("/ask/solved", { article: "no-commits-found", _once: "solved-it-exactly-once" });
      assert.equal(answer.location, "/ask/thanks?article=no-commits-found");
    }
    const now = await happened("solved");
    assert.equal(now.length, solved + 1);
    assert.equal(now.at(-1)?.where, "ask form");
    assert.equal((await tickets()).length, before);
    assert.match(
      (await ada.get("/ask/thanks?article=no-commits-found")).text,
      /No commits found, cannot create branch<\/a> solved it/,
    );
    assert.doesNotMatch((await ada.get("/ask")).text, /create_branch fails/);
    assert.equal((await ada.post("/ask/solved", {})).location, "/ask/thanks");
    assert.doesNotMatch(
      (await ada.get("/ask/thanks?article=rotate-the-support-key")).text,
      /<a href="\/articles\/rotate/,
    );
  });

  test("left open, the category is the shelf of the likeliest article; unknown ones are none", async () => {
    await ada.post("/tickets", { ...QUESTION, category: "" });
    assert.equal((await tickets())[0]?.category, "branches");
    await ada.post("/tickets", { subject: "Qqzzy xxyyq", body: "Qqzzy", category: "no-such-shelf", urgency: "urgent" });
    assert.deepEqual([(await tickets())[0]?.category, (await tickets())[0]?.urgency], [null, "normal"]);
  });

  test("each step leaves its fact for the measure", async () => {
    const zoe = await house.as(house.cast.zoe);
    const kinds = ["ask_open", "suggest_shown", "suggest_open", "ask_submit"];
    const before = await Promise.all(kinds.map(async (kind) => (await happened(kind)).length));
    const form = /name="page" value="([^"]+)"/.exec((await zoe.get("/ask")).text)?.[1] ?? "";
    await zoe.get("/ask", { "sec-purpose": "prefetch" });
    await zoe.post("/ask/suggestions", { ...QUESTION, page: form, shown: "no" });
    await zoe.post("/ask/suggestions", { ...QUESTION, page: form, shown: "no" });
    const shown = (await zoe.post("/ask/suggestions", { ...QUESTION, page: form, shown: "yes" })).text;
    const page = /data-article="no-commits-found" data-rank="1" data-page="([^"]+)"/.exec(shown)?.[1];
    const opened = { type: "suggest_open", page, article: "no-commits-found", rank: 1, activeMs: 4200 };
    const events = [
      { id: randomUUID(), ...opened },
      { id: randomUUID(), ...opened, article: "create-branch" },
    ];
    await zoe.post("/events", { events: JSON.stringify(events) });
    await zoe.post("/tickets", { ...QUESTION, page: form });
    const now = await Promise.all(kinds.map(happened));
    assert.deepEqual(
      now.map((all, place) => all.length - (before[place] ?? 0)),
      [1, 1, 1, 1],
    );
    assert.equal(now[2]?.at(-1)?.activeMs, 4200);
    assert.equal(now[0]?.at(-1)?.kind, "dev");
    const told = await house.ctx.db
      .selectFrom("event")
      .select(["type", "page"])
      .where("page", "is not", null)
      .execute();
    const own = told.filter((one) => form.startsWith(`${one.page}.`)).map(({ type }) => type);
    assert.deepEqual(new Set(own), new Set([...kinds, "ticket_created"]), "all of it names the opening of the form");
  });

  test("a visitor is led to the door, and what they typed is not lost on the way", async () => {
    const visitor = await house.as(null);
    assert.equal((await visitor.get("/ask?q=my%20words")).location, "/sign-in?next=%2Fask%3Fq%3Dmy%2520words");
    const answer = await visitor.post("/tickets", QUESTION);
    assert.equal(answer.status, 403);
    assert.match(answer.text, /what you typed is still there/);
  });

  test("pages stay light", async () => {
    for (const [address, most] of [
      ["/ask", 12_000],
      ["/ask/thanks", 6_000],
      ["/tickets", 20_000],
    ] as const) {
      const { text } = await ada.get(address);
      assert.ok(text.length < most, `${address} has ${text.length} characters`);
    }
  });
});
