import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { fileFor } from "#server/knowledge/files.ts";
import { keepInStep } from "#server/knowledge/library.ts";
import { takeInFiles } from "#server/knowledge/taking-in.ts";
import { type Desk, examine, LOOKS, openBrowser, withoutBrowser } from "#test/support/browser.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask } from "#test/tickets/question.ts";

const head = (title: string, type: string) => `---\ntitle: ${title}\ntype: ${type}\nsummary: In short.\n---\n\n`;
const PATH = `${head("Read these in order", "explanation")}## First\n\n[One](/articles/create-branch) [two](/articles/how-branches-work) [broken](/articles/gone)\n`;
const STEPS =
  "- [ ] Look at it:\n\n  ```sql\n  select a_very_long_name_of_a_function_that_does_not_fit('on a narrow screen', 1, 2, 3);\n  ```\n\n- [ ] End it\n";
const RUNBOOK = `${head("Commits hang", "runbook")}## When to use this\n\nIt hangs.\n\n## Steps\n\n${STEPS}\n## Afterwards\n\nRest.\n`;

describe("pages around the articles", { skip: withoutBrowser }, () => {
  let house: House;
  let desk: Desk;
  let run = "";
  before(async () => {
    house = await buildHouse();
    const { ctx, cast } = house;
    const files = [fileFor("branches", "beginners-path", PATH), fileFor("branches", "commits-hang", RUNBOOK)];
    assert.deepEqual((await takeInFiles(ctx, { files, shelves: [] })).problems, []);
    await keepInStep(ctx);
    const number = await ask(house, cast.ada, "Commits hang");
    const cy = await house.as(cast.cy);
    await cy.post("/articles/create-branch/address", { slug: "make-a-branch" });
    await cy.get("/articles/not-there-at-all");
    await cy.post("/categories/branches/subscription", { wanted: "yes" });
    await cy.post("/account/feed", { deed: "new" });
    const dates = { from: "2026-06-09", until: "2026-06-10" };
    await cy.post("/knowledge/announcements", {
      title: "Quiet on Friday",
      body: "*Why*",
      audience: "signed-in",
      ...dates,
    });
    await cy.post(`/tickets/${number}/article`);
    run = (await cy.post(`/tickets/${number}/runs`, { runbook: "commits-hang" })).location ?? "";
    await cy.post(`${run}/steps`, { step: "1", deed: "done", note: "It waited." });
    await house.settle();
    desk = await openBrowser(ctx);
  });
  after(async () => {
    await desk?.close();
    await house?.close();
  });

  for (const look of LOOKS)
    test(`nobody is kept out of them (${look.colorScheme}, ${look.viewport.width} wide)`, async () => {
      const page = await desk.sit(house.cast.cy, look);
      for (const address of [
        "/",
        "/ask",
        "/path",
        "/categories/branches",
        "/articles/make-a-branch",
        "/articles/make-a-branch/address",
        "/account/subscriptions",
        "/knowledge",
        "/knowledge/links",
        "/knowledge/missing-pages",
        "/knowledge/announcements",
        "/knowledge/drafts/1",
        "/tickets/1",
        "/tickets/1/runbooks",
        run,
      ]) {
        await page.goto(address);
        await examine(page, address);
      }
      await page.context().close();
    });

  test("a runbook is followed by the keyboard alone, and an old address leads on", async () => {
    const page = await desk.sit(house.cast.bo);
    await page.goto("/articles/create-branch");
    assert.equal(new URL(page.url()).pathname, "/articles/make-a-branch");
    await page.goto(run);
    await page.getByLabel("Note on step 2").focus();
    await page.keyboard.type("done by hand");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByText("2 of 2 done").waitFor();
    assert.match(await page.locator("main").innerText(), /Bo Answers, .*: done by hand/);
    await page.context().close();
  });

  test("without scripts the way through the articles is ticked off just the same", async () => {
    const page = await desk.sit(house.cast.ada, { javaScriptEnabled: false });
    await page.goto("/path");
    await page
      .getByRole("button", { name: /Mark as read/ })
      .first()
      .click();
    await page.getByText("You have read 1 of 2").waitFor();
    await page.context().close();
  });
});
