import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import type { Visitor } from "#test/support/visitor.ts";

const PAGE = "/articles/no-commits-found";

onEachEngine("reading, searching, writing", (engine) => {
  let house: House;
  let ada: Visitor;
  let bo: Visitor;
  before(async () => {
    house = await buildHouse({ engine });
    ada = await house.as(house.cast.ada);
    bo = await house.as(house.cast.bo);
  });
  after(() => house.close());

  test("an article shows its text, its contents and where to go on", async () => {
    const { text } = await ada.get(PAGE);
    assert.match(text, /<h1>No commits found, cannot create branch<\/h1>/);
    assert.match(text, /<h2 id="s-fix"><a href="#s-fix">Fix<\/a><\/h2>/);
    assert.match(text, /<a href="#s-check-that-it-worked">Check that it worked<\/a>/);
    assert.match(text, /href="\/articles\/how-branches-work\?via=related-1"/);
    assert.doesNotMatch(text, /\/edit"/);
    assert.match((await bo.get(PAGE)).text, /\/articles\/no-commits-found\/edit"/);
  });

  test("who has the page already is told so, until anything on it changes", async () => {
    const first = await ada.get(PAGE);
    const tag = first.headers.get("etag") ?? "";
    assert.equal(first.headers.get("cache-control"), "private, no-cache");
    const again = await ada.get(PAGE, { "if-none-match": tag });
    assert.equal(again.status, 304);
    assert.equal(again.text, "");
    assert.equal((await ada.get(`${PAGE}?q=words`, { "if-none-match": tag })).status, 200, "other search words");
    const zoe = await house.as(house.cast.zoe);
    assert.equal((await zoe.get(PAGE, { "if-none-match": tag })).status, 200, "another person");
    await ada.post(`${PAGE}/feedback`, { revision: "1", helpful: "yes" });
    assert.equal((await ada.get(PAGE, { "if-none-match": tag })).status, 200, "their vote");
    await ada.post("/account/theme", { theme: "dark", next: "/" });
    const dark = (await ada.get(PAGE)).headers.get("etag");
    assert.notEqual(dark, tag, "their colours");
  });

  test("pages stay light", async () => {
    for (const [address, most] of [
      [PAGE, 16_000],
      ["/articles", 14_000],
      ["/categories/branches", 10_000],
      ["/search?q=branch", 30_000],
      ["/search/suggest?q=branch", 8_000],
    ] as const) {
      const { text } = await ada.get(address);
      assert.ok(text.length < most, `${address} has ${text.length} characters`);
    }
  });

  test("a shelf is turned page by page and nothing is shown twice", async () => {
    const rows = Array.from({ length: 70 }, (_, place) => ({
      title: `Paging ${String(place % 40).padStart(2, "0")}`,
      slug: `paging-${place}`,
    }));
    const { template, ids } = await addCopies(house, rows);
    const seen: string[] = [];
    let address: string | undefined = "/categories/monitoring";
    for (let page = 0; address && page < 10; page += 1) {
      const { text }: { text: string } = await ada.get(address);
      seen.push(...[...text.matchAll(/href="\/articles\/([\w-]+)"/g)].map((found) => found[1] ?? ""));
      address = /href="([^"]+)">More articles/.exec(text)?.[1]?.replaceAll("&amp;", "&");
    }
    assert.equal(new Set(seen).size, 71);
    assert.equal(seen.length, 71);
    assert.ok(template && ids.length === 70);
    await house.ctx.db.deleteFrom("article").where("slug", "like", "paging-%").execute();
  });

  test("a search shows the answer in full, then the others, and how to narrow them", async () => {
    const { text } = await ada.get("/search?q=no+commits+found+cannot+create+branch");
    assert.match(text, /Likely answer/);
    assert.match(text, /create_basic_commit/);
    assert.match(text, /href="\/articles\/no-commits-found\?q=[^"]*via=search-1"/);
    assert.match(text, /the title matches|the error text matches/);
    assert.match((await ada.get("/search?q=check")).text, /href="\/search\?q=check&amp;category=branches"/);
    const narrowed = await ada.get("/search?q=branch&category=access&type=poem&page=-3");
    assert.equal(narrowed.status, 200);
    assert.doesNotMatch(narrowed.text, /href="\/articles\/create-branch/);
  });

  test("nothing found leads to support with the words", async () => {
    const { text } = await ada.get("/search?q=qqzzy%20%26%20more");
    assert.match(text, /Nothing found/);
    assert.match(text, /href="\/ask\?q=qqzzy%20%26%20more"/);
    assert.match((await ada.get("/search?q=")).text, /Type what you see/);
  });

  test("what is only near is not passed off as an answer", async () => {
    const words = "kubernetes branch crashes with sigsegv on windows";
    const { text } = await ada.get(`/search?q=${encodeURIComponent(words)}`);
    assert.match(text, /We have no answer for this/);
    assert.match(text, /What comes nearest/);
    assert.doesNotMatch(text, /Likely answer/);
    assert.match(text, /class="btn primary" href="\/ask\?q=kubernetes/);
    assert.equal(JSON.parse((await ada.get(`/search.json?q=${encodeURIComponent(words)}`)).text).answered, false);
    const list = (await ada.get(`/search/suggest?q=${encodeURIComponent(words)}`)).text;
    assert.match(list, /We seem to have no answer for this/);
    assert.match(list, /data-status="No answer; what comes nearest"/);
  });

  test("a long paste is reduced, a mistyped word corrected, and both are said", async () => {
    const paste =
      "2026-01-01 10:00:00 UTC [99] ERROR:  Branch hotfix/x already exists\nCONTEXT:  PL/pgSQL function f() line 9";
    const { text } = await ada.get(`/search?q=${encodeURIComponent(paste)}`);
    assert.match(text, /searched for “Branch hotfix\/x already exists”/);
    assert.match(text, /href="\/articles\/branch-already-exists/);
    const typo = (await ada.get("/search?q=create+brnach")).text;
    assert.match(typo, /Did you mean <a href="\/search\?q=create%20branch">create branch<\/a>/);
    assert.doesNotMatch((await ada.get("/search?q=create+branch")).text, /Did you mean/);
  });

  test("programs get slugs, titles and scores, best first", async () => {
    const { text, headers } = await ada.get("/search.json?q=no+commits+found");
    assert.match(headers.get("content-type") ?? "", /application\/json/);
    const { results, answered } = JSON.parse(text);
    assert.equal(results[0].slug, "no-commits-found");
    assert.deepEqual(Object.keys(results[0]), ["slug", "title", "score"]);
    assert.equal(answered, true);
    assert.deepEqual(JSON.parse((await ada.get("/search.json?q=qqzzy")).text), { results: [], answered: false });
  });

  test("nothing that is typed can make a search throw or stall", async () => {
    const hostile = [
      "",
      " ",
      "*",
      "+*",
      "~",
      "^",
      "php:",
      "a^b~2",
      "--hard",
      "title:x",
      "__proto__ constructor toString",
      "x".repeat(10_000),
      "a ".repeat(2_000),
      "\u0000\u0001",
      "日本語のエラー",
      "<script>alert(1)</script>",
      '"><img src=x onerror=alert(1)>',
      "%",
      "'; drop table article; --",
      "😀".repeat(400),
      "\ud83d",
      "⏎ ⏎",
    ];
    for (const words of hostile) {
      for (const address of ["/search", "/search.json", "/search/suggest"]) {
        const started = performance.now();
        const { status, text } = await ada.get(`${address}?q=${encodeURIComponent(words.toWellFormed())}`);
        assert.equal(status, 200, `${address} ${words.slice(0, 20)}`);
        assert.ok(performance.now() - started < 2000, `${address} ${words.slice(0, 20)}`);
        if (address !== "/search.json") assert.doesNotMatch(text, /<script>alert|<img/);
      }
    }
    for (const query of ["q=%E0%A4%A", "q=a&q=b", "q[x]=1", "q=a&page=1e9&category[]=x&type=__proto__"])
      assert.equal((await ada.get(`/search?${query}`)).status, 200, query);
  });

  test("requesters cannot write, and only admins decide about files", async () => {
    assert.equal((await ada.get(`${PAGE}/edit`)).status, 404);
    for (const end of ["preview", "revisions"])
      assert.equal((await ada.post(`${PAGE}/${end}`, { base: "3", source: "x" })).status, 403);
    for (const visitor of [ada, bo, await house.as(house.cast.cy)]) {
      assert.equal((await visitor.get("/admin/knowledge")).status, 404);
      assert.equal((await visitor.post("/admin/knowledge/imports")).status, 403);
      assert.equal(
        (await visitor.post("/admin/knowledge/conflicts/no-commits-found", { choice: "file", revision: "3" })).status,
        403,
      );
    }
    const dee = await house.as(house.cast.dee);
    assert.match((await dee.get("/admin/knowledge")).text, /Nothing to decide/);
    assert.equal((await dee.post("/admin/knowledge/imports")).status, 303);
    assert.equal(
      (await dee.post("/admin/knowledge/conflicts/no-commits-found", { choice: "file", revision: "3", fileHash: "" }))
        .status,
      409,
    );
  });
});

async function addCopies(house: House, rows: { title: string; slug: string }[]) {
  const { db } = house.ctx;
  const { id: _id, ...template } = await db
    .selectFrom("article")
    .selectAll()
    .where("slug", "=", "storage-grows-without-end")
    .executeTakeFirstOrThrow();
  const values = rows.map(({ title, slug }) => ({ ...template, title, slug, sort_key: title.toLowerCase() }));
  const ids = await db.insertInto("article").values(values).returning("id").execute();
  return { template, ids };
}
