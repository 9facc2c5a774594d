import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileFor } from "#server/knowledge/files.ts";
import { runbookParts } from "#server/knowledge/runbook.ts";
import { takeInFiles } from "#server/knowledge/taking-in.ts";
import { MINUTE } from "#server/platform/clock.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask } from "./question.ts";

const BODY = [
  "## When to use this",
  "",
  "It hangs.",
  "",
  "## Steps",
  "",
  "- [ ] Look at **the locks**:",
  "",
  "  ```sql",
  "  select 1;",
  "  - [ ] no step, this is code",
  "  ```",
  "",
  "- [ ] Tell [somebody](/articles/create-branch)",
  "  who knows.",
  "",
  "Then breathe.",
  "",
  "- [ ] End it",
  "",
  "## Afterwards",
  "",
  "Write it down.",
  "",
].join("\n");

const source = (audience: string) =>
  `---\ntitle: Commits hang\ntype: runbook\nsummary: What to do.\naudience: ${audience}\n---\n\n${BODY}`;

test("a runbook is cut at its boxes, and what is indented below one belongs to it", () => {
  const parts = runbookParts(BODY);
  assert.deepEqual(
    parts.map(({ step }) => step),
    [
      null,
      { number: 1, text: "Look at the locks:" },
      { number: 2, text: "Tell somebody" },
      null,
      { number: 3, text: "End it" },
      null,
    ],
  );
  assert.match(
    parts[1]?.html ?? "",
    /<pre><code class="language-sql">select 1;\n- \[ \] no step, this is code\n<\/code><\/pre>/,
  );
  assert.match(parts[2]?.html ?? "", /who knows\./);
  assert.deepEqual(runbookParts(""), []);
});

onEachEngine("following a runbook for a ticket", (engine) => {
  let house: House;
  let number: number;
  before(async () => {
    house = await buildHouse({ engine });
    const files = [
      fileFor("branches", "commits-hang", source("signed-in")),
      fileFor("branches", "staff-hang", source("staff")),
    ];
    await takeInFiles(house.ctx, { files, shelves: [] });
    number = await ask(house, house.cast.ada, "Commits hang");
  });
  after(() => house.close());

  const history = async () => (await (await house.as(house.cast.bo)).get(`/tickets/${number}`)).text;

  test("each step is ticked once, by whoever did it, and stands in the ticket with the time it took", async () => {
    const { cast } = house;
    const [bo, cy] = [await house.as(cast.bo), await house.as(cast.cy)];
    assert.match((await bo.get(`/tickets/${number}/runbooks`)).text, /value="commits-hang"/);
    const begun = await bo.post(`/tickets/${number}/runs`, { runbook: "commits-hang" });
    const run = begun.location ?? "";
    assert.match(run, new RegExp(`^/tickets/${number}/runs/\\d+$`));
    assert.match((await bo.get(run)).text, /0 of 3 done/);

    await house.wait(4 * MINUTE);
    const ticked = await bo.post(`${run}/steps`, { step: "1", deed: "done", note: "two sessions waited" });
    assert.equal(ticked.location, `${run}#step-2`);
    await cy.post(`${run}/steps`, { step: "1", deed: "done", note: "me too" });
    await house.wait(6 * MINUTE);
    await cy.post(`${run}/steps`, { step: "2", deed: "done", note: "" });
    const { text } = await cy.get(run);
    assert.match(text, /2 of 3 done/);
    assert.match(text, /Bo Answers[\s\S]*?after 4 min: two sessions waited/);
    assert.match(text, /Cy Leads[\s\S]*?after 10 min/);
    assert.doesNotMatch(text, /me too/, "it was done already");
    assert.match(await history(), /<b>Bo Answers<\/b> did step 1: Look at the locks:/);
    assert.match(await history(), /2 of 3 steps done/);

    await bo.post(`${run}/steps`, { step: "2", deed: "back" });
    assert.match((await bo.get(run)).text, /1 of 3 done/);
    for (const step of ["2", "3"]) await bo.post(`${run}/steps`, { step, deed: "done" });
    assert.equal((await bo.post(`${run}/end`)).location, `/tickets/${number}`);
    assert.match(await history(), /ended the runbook “Commits hang” after 3 of 3 steps/);
    assert.equal((await bo.post(`${run}/steps`, { step: "3", deed: "back" })).status, 409);
    assert.match((await bo.get(run)).text, /It took 10 min/);
  });

  test("words noted at a step are taken out of a ticket, and its history never held them", async () => {
    const { cast, ctx } = house;
    const [bo, dee] = [await house.as(cast.bo), await house.as(cast.dee)];
    const run = (await bo.post(`/tickets/${number}/runs`, { runbook: "commits-hang" })).location ?? "";
    await bo.post(`${run}/steps`, { step: "1", deed: "done", note: "as admin/osprey77" });
    assert.match((await bo.get(run)).text, /as admin\/osprey77/);
    const form = { words: "osprey77", reason: "A password" };
    assert.equal((await bo.post(`/tickets/${number}/messages/1/redaction`, form)).status, 403);
    assert.equal((await dee.post(`/tickets/${number}/messages/1/redaction`, form)).status, 303);
    assert.match((await bo.get(run)).text, /as admin\/\[removed\]/);
    const kept = await Promise.all([
      ctx.db.selectFrom("runbook_tick").selectAll().execute(),
      ctx.db.selectFrom("ticket_event").selectAll().execute(),
      ctx.db.selectFrom("audit_entry").selectAll().execute(),
    ]);
    assert.doesNotMatch(JSON.stringify(kept), /osprey77/);
    await bo.post(`${run}/end`);
  });

  test("a run keeps the text it was begun with", async () => {
    const bo = await house.as(house.cast.bo);
    const run = (await bo.post(`/tickets/${number}/runs`, { runbook: "commits-hang" })).location ?? "";
    const changed = source("signed-in").replace("- [ ] End it\n\n", "");
    await takeInFiles(house.ctx, { files: [fileFor("branches", "commits-hang", changed)], shelves: [] });
    assert.match((await bo.get(run)).text, /End it/);
    assert.equal((await bo.post(`${run}/steps`, { step: "3", deed: "done" })).status, 303);
  });

  test("who asked neither sees it nor may do it, and a run belongs to its ticket", async () => {
    const { cast, ctx } = house;
    const [ada, bo] = [await house.as(cast.ada), await house.as(cast.bo)];
    const other = await ask(house, cast.zoe, "Another");
    const run = (await bo.post(`/tickets/${number}/runs`, { runbook: "staff-hang" })).location ?? "";
    assert.doesNotMatch((await ada.get(`/tickets/${number}`)).text, /Follow a runbook|the locks|steps done/);
    assert.equal((await ada.get(run)).status, 404);
    assert.equal((await ada.post(`${run}/steps`, { step: "1", deed: "done" })).status, 403);
    const elsewhere = run.replace(`/tickets/${number}/`, `/tickets/${other}/`);
    assert.equal((await bo.get(elsewhere)).status, 404);
    assert.equal((await bo.post(`${elsewhere}/steps`, { step: "1", deed: "done" })).status, 404);
    for (const step of ["0", "9", "x"])
      assert.ok((await bo.post(`${run}/steps`, { step, deed: "done" })).status >= 400, step);
    assert.equal((await bo.post(`/tickets/${number}/runs`, { runbook: "create-branch" })).status, 404, "no runbook");
    const ticket = await ctx.db
      .selectFrom("ticket")
      .select("updated_at")
      .where("number", "=", number)
      .executeTakeFirstOrThrow();
    assert.ok(ticket.updated_at < house.ctx.clock.now(), "nothing of it moved the ticket for who asked");
  });

  test("an incident owns its run: each of its tickets shows it, and its timeline what was done", async () => {
    const { cast } = house;
    const [ada, bo, cy] = [await house.as(cast.ada), await house.as(cast.bo), await house.as(cast.cy)];
    const [one, two] = [await ask(house, cast.ada, "Commits hang here"), await ask(house, cast.zoe, "And here")];
    const said = { incident: "", title: "Commits hang", summary: "Commits wait for a lock." };
    const incident = (await bo.post("/desk/incidents", { ...said, [`t_${one}`]: "1" })).location ?? "";
    assert.match((await bo.get(`${incident}/runbooks`)).text, /value="staff-hang"/);
    const run = (await bo.post(`${incident}/runs`, { runbook: "staff-hang" })).location ?? "";
    assert.match(run, new RegExp(`^${incident}/runs/\\d+$`));
    await house.wait(3 * MINUTE);
    await bo.post(`${run}/steps`, { step: "1", deed: "done", note: "one <b>lock</b>" });
    await cy.post(`${run}/steps`, { step: "1", deed: "done", note: "me too" });
    await cy.post(`${run}/steps`, { step: "2", deed: "done", note: "" });
    await cy.post(`${run}/steps`, { step: "2", deed: "back" });
    assert.match((await bo.get(run)).text, /1 of 3 done[\s\S]*after 3 min: one &lt;b&gt;lock/);

    await bo.post(`${incident}/tickets`, { ticket: String(two) });
    for (const number of [one, two]) {
      assert.match((await cy.get(`/tickets/${number}`)).text, /For the whole incident: 1 of 3 steps done/);
      assert.doesNotMatch((await ada.get(`/tickets/${number}`)).text, /whole incident|steps done/);
    }
    const timeline = async () => (await cy.get(incident)).text.replaceAll(/<[^>]+>/g, "").replaceAll(/\s+/g, " ");
    assert.match(
      await timeline(),
      /Bo Answers did step 1 of Commits hang: one &lt;b&gt;lock.*Bo Answers began the runbook/,
    );
    assert.doesNotMatch(await timeline(), /did step 2|me too/);
    assert.doesNotMatch((await ada.get(incident.replace("/desk", ""))).text, /did step|Commits hang: one/);

    assert.equal((await cy.post(`${run}/end`)).location, incident);
    assert.match(await timeline(), /Cy Leads ended the runbook Commits hang/);
    assert.equal((await bo.post(`${run}/steps`, { step: "3", deed: "done" })).status, 409);
    assert.match((await bo.get(`/tickets/${two}`)).text, /For the whole incident: 1 of 3 steps done, ended/);
  });

  test("a run of an incident is refused to who asked, and belongs to that incident", async () => {
    const { cast, ctx } = house;
    const [ada, bo] = [await house.as(cast.ada), await house.as(cast.bo)];
    const raise = async (title: string) =>
      (await bo.post("/desk/incidents", { incident: "", title, summary: "Commits wait for a lock." })).location ?? "";
    const [one, other] = [await raise("First of two"), await raise("Second of two")];
    const run = (await bo.post(`${one}/runs`, { runbook: "commits-hang" })).location ?? "";
    for (const address of [`${one}/runbooks`, run]) assert.equal((await ada.get(address)).status, 404, address);
    for (const address of [`${one}/runs`, `${run}/steps`, `${run}/end`])
      assert.equal(
        (await ada.post(address, { runbook: "commits-hang", step: "1", deed: "done" })).status,
        403,
        address,
      );
    const elsewhere = run.replace(one, other);
    assert.equal((await bo.get(elsewhere)).status, 404);
    assert.equal((await bo.get(run.replace(one, `/tickets/${number}`))).status, 404);
    for (const form of [{ step: "1", deed: "done" }, {}])
      assert.ok((await bo.post(`${elsewhere}/steps`, form)).status >= 400);
    assert.equal((await bo.post(`${elsewhere}/end`)).status, 404);
    assert.equal((await bo.post(`${one}/runs`, { runbook: "create-branch" })).status, 404, "no runbook");
    assert.equal((await bo.get("/desk/incidents/99999/runbooks")).status, 404);
    for (const step of ["0", "9", "x"])
      assert.ok((await bo.post(`${run}/steps`, { step, deed: "done" })).status >= 400, step);
    const deeds = await ctx.db
      .selectFrom("audit_entry")
      .select("action")
      .where("object", "=", `I-${one.split("/").at(-1)}`)
      .orderBy("seq")
      .execute();
    assert.deepEqual(
      deeds.map(({ action }) => action),
      ["incident opened", "incident runbook begun"],
    );
  });
});
