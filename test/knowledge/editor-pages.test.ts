import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import type { Visitor } from "#test/support/visitor.ts";
import { textOf } from "./writing.ts";

const SLUG = "no-commits-found";
const PAGE = `/articles/${SLUG}`;
const idIn = (location: string | null) => Number(/drafts\/(\d+)/.exec(location ?? "")?.[1]);

onEachEngine("the pages of those who write", (engine) => {
  let house: House;
  let ada: Visitor;
  let bo: Visitor;
  let cy: Visitor;
  let dee: Visitor;
  let source = "";
  let draft = 0;
  before(async () => {
    house = await buildHouse({ engine });
    [ada, bo, cy, dee] = [
      await house.as(house.cast.ada),
      await house.as(house.cast.bo),
      await house.as(house.cast.cy),
      await house.as(house.cast.dee),
    ];
    ({ source } = await textOf(house, SLUG));
  });
  after(() => house.close());

  const cause = (words: string, text = source) => text.replace("## Cause\n", `## Cause\n\n${words}\n`);
  const form = (text: string, save = 0, base = 1) => ({
    base: String(base),
    save: String(save),
    category: "branches",
    source: text,
  });

  test("saving begins a draft; readers, searches and counts know nothing of it", async () => {
    const before = (await ada.get(PAGE)).text;
    const preview = await bo.post(`${PAGE}/preview`, form(cause("Previewed only.")));
    assert.match(preview.text, /Previewed only/);
    const saved = await bo.post(`${PAGE}/revisions`, form(cause("Xylophones are missing.")));
    assert.equal(saved.status, 303);
    draft = idIn(saved.location);
    assert.equal(saved.location, `/knowledge/drafts/${draft}/edit`);
    assert.equal((await bo.get(`${PAGE}/edit`)).location, `/knowledge/drafts/${draft}/edit`);
    assert.equal(content((await ada.get(PAGE)).text), content(before));
    for (const visitor of [ada, bo])
      for (const address of ["/search.json?q=xylophones", "/search?q=xylophones", "/articles", "/categories/branches"])
        assert.doesNotMatch((await visitor.get(address)).text, /Xylophones are/i, address);
    assert.match((await cy.get("/knowledge")).text, /No commits found, cannot create branch/);
  });

  test("the draft shows what changes, what it lacks and who may go on with it", async () => {
    const asked = await bo.post(`/knowledge/drafts/${draft}/review`, { save: "1" });
    assert.equal(asked.location, `/knowledge/drafts/${draft}`);
    const own = (await bo.get(`/knowledge/drafts/${draft}`)).text;
    assert.match(own, /<ins>Xylophones are missing\.<\/ins>/);
    assert.match(own, /Somebody else approves it/);
    assert.doesNotMatch(own, /Approve and publish/);
    assert.equal((await bo.post(`/knowledge/drafts/${draft}/publication`, { save: "1" })).status, 403);
    assert.match((await cy.get(`/knowledge/drafts/${draft}`)).text, /Approve and publish/);
    assert.match((await cy.get("/knowledge")).text, /Waiting for review<\/h2>\s*<ul/);
  });

  test("sent back without words it stays; with words its author reads them", async () => {
    const silent = await cy.post(`/knowledge/drafts/${draft}/return`, { save: "1", note: " " });
    assert.equal(silent.status, 422);
    assert.match(silent.text, /What has to change is missing/);
    await cy.post(`/knowledge/drafts/${draft}/return`, { save: "1", note: "Say *which* <b>xylophones</b>." });
    const page = (await bo.get(`/knowledge/drafts/${draft}`)).text;
    assert.match(page, /Cy Leads sent it back/);
    assert.match(page, /Say \*which\* &lt;b&gt;xylophones/);
  });

  test("who saves over an older text sees three texts, and theirs is kept beside", async () => {
    const theirs = await cy.post(
      `/knowledge/drafts/${draft}/saves`,
      form(cause("Xylophones are missing.").replace("## Fix\n", "## Fix\n\nCy adds this.\n"), 1),
    );
    assert.equal(theirs.status, 303);
    const late = await bo.post(`/knowledge/drafts/${draft}/saves`, form(cause("Xylophones are gone."), 1));
    assert.equal(late.status, 409);
    assert.match(late.text, /What they changed/);
    assert.match(late.text, /What you changed/);
    assert.match(late.text, /<ins>Cy adds this\.<\/ins>/);
    assert.match(late.text, /<ins>Xylophones are gone\.<\/ins>/);
    assert.match(late.text, /lies beside the draft as text 3/);
    assert.match(late.text, /name="save" value="2"/);
    const joined = /<textarea name="source" hidden[^>]*>\n?([\s\S]*?)<\/textarea>/.exec(late.text)?.[1] ?? "";
    assert.match(joined, /Cy adds this\./);
    assert.match(joined, /Xylophones are gone\./);
    const kept = await bo.get(`/knowledge/drafts/${draft}/saves/3`);
    assert.match(kept.text, /Xylophones are gone\./);
    assert.match((await bo.get(`/knowledge/drafts/${draft}`)).text, /Kept beside/);
    const again = await bo.post(`/knowledge/drafts/${draft}/saves`, form(cause("Xylophones are gone."), 1));
    assert.match(again.text, /lies beside the draft as text 3/, "sent twice, kept once");
    assert.equal((await bo.get(`/knowledge/drafts/${draft}/saves/99`)).status, 404);
  });

  test("approved, readers see it, find it, and the draft is over", async () => {
    await bo.post(`/knowledge/drafts/${draft}/review`, { save: "2" });
    assert.equal((await cy.post(`/knowledge/drafts/${draft}/publication`, { save: "2" })).status, 403, "Cy wrote last");
    assert.equal(
      (await dee.post(`/knowledge/drafts/${draft}/publication`, { save: "1" })).status,
      409,
      "an older text",
    );
    const published = await dee.post(`/knowledge/drafts/${draft}/publication`, { save: "2" });
    assert.equal(published.location, PAGE);
    assert.equal((await dee.post(`/knowledge/drafts/${draft}/publication`, { save: "2" })).location, PAGE, "twice");
    assert.match((await ada.get(PAGE)).text, /Xylophones are missing/);
    assert.equal(JSON.parse((await ada.get("/search.json?q=xylophones")).text).results[0]?.slug, SLUG);
    assert.match((await bo.get(`/knowledge/drafts/${draft}`)).text, />Published</);
    assert.equal((await bo.post(`/knowledge/drafts/${draft}/saves`, form(source, 2))).status, 409);
    assert.doesNotMatch((await bo.get("/knowledge")).text, new RegExp(`drafts/${draft}"`));
  });

  test("a text that lacks something is kept, and every missing thing is named before a review", async () => {
    const wrong = "---\ntitle: T\ntype: troubleshooting\nsummary: S\n---\n\n## Symptom\n\nMy own words.\n";
    const { status, text } = await bo.post(`${PAGE}/revisions`, { ...form(wrong, 0, 2), next: "review" });
    assert.equal(status, 422);
    assert.match(text, /The section &#34;Cause&#34; is missing/);
    assert.match(text, /My own words\./);
    const id = idIn((await bo.get(`${PAGE}/edit`)).location);
    assert.match((await bo.get(`/knowledge/drafts/${id}`)).text, /The section &#34;Fix&#34; is missing/);
    assert.equal((await bo.post(`/knowledge/drafts/${id}/end`, { save: "1" })).location, "/knowledge");
  });

  test("a new article begins with the form of its type, after a look at what is there already", async () => {
    const typed = { title: "Cannot create a branch without commits", type: "troubleshooting", category: "branches" };
    const similar = await bo.post("/knowledge/drafts", { ...typed, entry: "", sure: "" });
    assert.equal(similar.status, 200);
    assert.match(similar.text, /Does one of these say it already\?/);
    assert.match(similar.text, /href="\/articles\/no-commits-found"/);
    const once = "a".repeat(22);
    const begun = await bo.post("/knowledge/drafts", { ...typed, entry: "", sure: "yes", _once: once });
    assert.equal((await bo.post("/knowledge/drafts", { ...typed, sure: "yes", _once: once })).location, begun.location);
    const page = (await bo.get(begun.location ?? "")).text;
    assert.match(page, /## When to escalate/);
    const wrong = await bo.post("/knowledge/drafts", { title: "", type: "poem", category: "", entry: "", sure: "" });
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /The title/);
  });

  test("any two revisions can be compared, and an old one restored as a draft", async () => {
    const history = (await bo.get(`${PAGE}/history`)).text;
    assert.match(history, /Readers see it/);
    assert.match(history, /Dee Runs/, "who approved it");
    const changes = (await bo.get(`${PAGE}/changes?from=1&to=2`)).text;
    assert.match(changes, /<ins>Xylophones are missing\.<\/ins>/);
    assert.match((await bo.get(`${PAGE}/changes?from=2&to=1`)).text, /<del>Xylophones are missing\.<\/del>/);
    assert.equal((await bo.get(`${PAGE}/changes?from=1&to=77`)).status, 404);
    const restored = await bo.post(`${PAGE}/restorations`, { revision: "1" });
    const id = idIn(restored.location);
    assert.match((await bo.get(`/knowledge/drafts/${id}/edit`)).text, /<textarea/);
    assert.doesNotMatch((await bo.get(`/knowledge/drafts/${id}/edit`)).text, /Xylophones/);
    assert.match((await ada.get(PAGE)).text, /Xylophones/, "readers see no difference yet");
    assert.equal((await bo.post(`${PAGE}/restorations`, { revision: "1" })).status, 409);
  });

  test("votes stand with the revision they were given on", async () => {
    await ada.post(`${PAGE}/feedback`, {
      revision: "2",
      helpful: "no",
      reason: "unclear",
      comment: "Which xylophones?",
    });
    const { text } = await bo.get(`${PAGE}/history`);
    assert.match(text, /0 yes, 0 partly, 1 no\. Hard to understand: 1/);
    assert.match(text, /Nobody said/);
    assert.match(text, /Which xylophones\?/);
    assert.doesNotMatch(text, /Ada/);
  });

  test("only an admin decides who approves", async () => {
    assert.equal((await cy.post("/admin/knowledge/approver", { approver: "anyone" })).status, 403);
    assert.equal((await dee.post("/admin/knowledge/approver", { approver: "anyone" })).status, 303);
    assert.match((await dee.get("/admin/knowledge")).text, /value="anyone" checked/);
    await dee.post("/admin/knowledge/approver", { approver: "another" });
  });

  test("requesters and visitors find none of it", async () => {
    const visitor = await house.as(null);
    const nothing = (await ada.get("/nowhere")).text;
    for (const address of [
      "/knowledge",
      "/knowledge/new",
      "/knowledge/due",
      `/knowledge/drafts/${draft}`,
      `/knowledge/drafts/${draft}/edit`,
      `/knowledge/drafts/${draft}/saves/1`,
      `/knowledge/drafts/${draft}/readers`,
      "/knowledge/trials/1",
      `${PAGE}/edit`,
      `${PAGE}/history`,
      `${PAGE}/changes?from=1&to=2`,
    ]) {
      const { status, text } = await ada.get(address);
      assert.equal(status, 404, address);
      assert.equal(content(text), content(nothing), address);
      assert.match((await visitor.get(address)).location ?? "", /^\/sign-in/);
    }
    for (const end of ["saves", "preview", "files", "review", "return", "publication", "end", "readers"])
      assert.equal((await ada.post(`/knowledge/drafts/${draft}/${end}`, form(source, 2))).status, 403, end);
    for (const end of ["preview", "revisions", "files", "restorations", "verifications", "owner"])
      assert.equal((await ada.post(`${PAGE}/${end}`, form(source))).status, 403, end);
  });

  test("a draft that is not there says so, whatever is asked of it", async () => {
    for (const id of ["999", "0", "x", "9".repeat(15)]) {
      assert.equal((await bo.get(`/knowledge/drafts/${id}`)).status, 404, id);
      for (const end of ["saves", "preview", "review", "publication", "end", "return"])
        assert.equal((await cy.post(`/knowledge/drafts/${id}/${end}`, form(source))).status, 404, `${id} ${end}`);
    }
  });
});

/** What a page says, without what differs from request to request. */
const content = (markup: string) =>
  (/<main[\s\S]*<\/main>/.exec(markup)?.[0] ?? "").replaceAll(/ (?:value|data-page)="[^"]*"/g, "");
