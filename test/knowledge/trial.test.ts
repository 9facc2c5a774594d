import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sectionsOf } from "#server/knowledge/trial.ts";
import { MINUTE } from "#server/platform/clock.ts";
import { renderMarkdown } from "#server/platform/markdown.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import type { Visitor } from "#test/support/visitor.ts";
import { textOf } from "./writing.ts";

const SLUG = "no-commits-found";
const PAGE = `/articles/${SLUG}`;

onEachEngine("a draft read by somebody new", (engine) => {
  let house: House;
  let bo: Visitor;
  let cy: Visitor;
  let dee: Visitor;
  let draft = "";
  before(async () => {
    house = await buildHouse({ engine });
    [bo, cy, dee] = [await house.as(house.cast.bo), await house.as(house.cast.cy), await house.as(house.cast.dee)];
    const { source } = await textOf(house, SLUG);
    const text = source.replace("## Fix\n", "## Fix\n\n1. Commit.\n2. Create the branch.\n\n");
    const saved = await bo.post(`${PAGE}/revisions`, { base: "1", source: text });
    draft = (saved.location ?? "").replace(/\/edit$/, "");
    await dee.get(PAGE);
    await house.wait(2000);
  });
  after(() => house.close());

  test("only those are asked who never opened the topic and did not write it", async () => {
    const { text } = await bo.get(`${draft}/readers`);
    assert.match(text, /Cy Leads/);
    assert.doesNotMatch(text, /<span>Dee Runs/, "Dee has opened it");
    assert.doesNotMatch(text, /<span>Bo Answers/, "Bo wrote it");
    for (const person of [house.cast.dee.id, house.cast.bo.id, house.cast.ada.id])
      assert.equal((await bo.post(`${draft}/readers`, { person: String(person) })).status, 422);
    assert.equal((await bo.post(`${draft}/readers`, { person: String(house.cast.cy.id) })).status, 303);
    await house.settle();
    const [mail] = house.sent().filter(({ to }) => to === "cy@example.test");
    assert.match(mail?.text ?? "", /Bo Answers asks you to read a draft.*\/knowledge\/trials\/1/s);
    assert.doesNotMatch((await bo.get(`${draft}/readers`)).text, /<span>Cy Leads/, "once each");
  });

  test("they say where they got stuck, step by step, and it counts how long it took", async () => {
    assert.match((await cy.get("/knowledge")).text, /You were asked to read/);
    const before = (await cy.get("/knowledge/trials/1")).text;
    assert.match(before, /Begin to read/);
    assert.doesNotMatch(before, /Create the branch/);
    assert.equal((await cy.post("/knowledge/trials/1/done", { comment: "" })).status, 409, "not begun");
    await cy.post("/knowledge/trials/1/begin");
    const page = (await cy.get("/knowledge/trials/1")).text;
    assert.match(page, /<option value="s-fix\/2">Step 2<\/option>/);
    await house.wait(7 * MINUTE);
    const stuck = await cy.post("/knowledge/trials/1/stuck", { anchor: "s-fix/2", words: "Which <branch>?" });
    assert.equal(stuck.location, "/knowledge/trials/1#s-fix");
    assert.match((await cy.get("/knowledge/trials/1")).text, /Noted: Fix, step 2: Which &lt;branch&gt;\?/);
    for (const anchor of ["s-fix/9", "s-nowhere", ""])
      assert.equal((await cy.post("/knowledge/trials/1/stuck", { anchor, words: "" })).status, 422);
    await house.wait(5 * MINUTE);
    assert.equal(
      (await cy.post("/knowledge/trials/1/done", { comment: "The rest was clear." })).location,
      "/knowledge",
    );
    assert.equal((await cy.post("/knowledge/trials/1/done", { comment: "" })).status, 409);
    assert.equal((await cy.post("/knowledge/trials/1/stuck", { anchor: "s-fix", words: "" })).status, 409);
  });

  test("its author sees it with the draft, and it stays with the revision the draft became", async () => {
    const seen =
      /Cy Leads<\/strong> read it in 12 minutes[\s\S]*Got stuck at <strong>Fix, step 2<\/strong>: Which &lt;branch&gt;\?/;
    assert.match((await bo.get(draft)).text, seen);
    assert.match((await bo.get(draft)).text, /The rest was clear\./);
    await dee.post(`${draft}/publication`, { save: "1" });
    assert.match((await bo.get(`${PAGE}/history`)).text, /read revision 2 in 12 minutes/);
  });

  test("nobody else reads in their place", async () => {
    const ada = await house.as(house.cast.ada);
    for (const visitor of [bo, dee, ada]) assert.equal((await visitor.get("/knowledge/trials/1")).status, 404);
    for (const end of ["begin", "stuck", "done"]) {
      assert.equal((await bo.post(`/knowledge/trials/1/${end}`, { anchor: "s-fix", words: "" })).status, 404);
      assert.equal((await ada.post(`/knowledge/trials/1/${end}`, {})).status, 403);
    }
  });
});

test("a text is cut at its headings, never inside of something, and nothing of it is lost", () => {
  const markdown =
    "Before.\n\n## One\n\n1. a\n2. b\n   - c\n\n> ## Quoted\n>\n> text\n\n## Two & <more>\n\n- [ ] x\n- [ ] y\n";
  const html = String(renderMarkdown(markdown, { prefix: "s-", linkHeadings: true }).html);
  const sections = sectionsOf(html);
  assert.equal(sections.map((one) => one.html).join(""), html);
  assert.deepEqual(
    sections.map(({ anchor, heading, steps }) => [anchor, heading, steps]),
    [
      ["start", "The beginning", 0],
      ["s-one", "One", 2],
      ["s-two-more", "Two & <more>", 2],
    ],
  );
});
