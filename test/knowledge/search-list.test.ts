import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { closeJournal } from "#server/journeys/journal.ts";
import { type Desk, examine, LOOKS, openBrowser, type Page, withoutBrowser } from "#test/support/browser.ts";
import { buildHouse, type House } from "#test/support/house.ts";

describe("answers while typing", { skip: withoutBrowser }, () => {
  let house: House;
  let desk: Desk;
  before(async () => {
    house = await buildHouse();
    desk = await openBrowser(house.ctx);
  });
  after(async () => {
    await desk?.close();
    await house?.close();
  });

  const sit = async (options: Parameters<Desk["sit"]>[1] = {}, person = house.cast.ada): Promise<Page> => {
    const page = await desk.sit(person, options);
    await page.goto("/articles");
    return page;
  };
  const options = (page: Page) => page.locator(".search-list [role=option]");
  const type = async (page: Page, words: string) => {
    // Only with its script a field answers while one types; a busy machine loads it late.
    await page.locator("#q[role=combobox]").waitFor();
    await page.locator("#q").fill(words);
    await options(page).first().waitFor();
  };

  test("the list is walked with the arrow keys, opened with Enter, closed with Escape", async () => {
    const page = await sit();
    await type(page, "branch");
    const field = page.locator("#q");
    assert.equal(await field.getAttribute("aria-expanded"), "true");
    assert.match((await page.locator(".search-box [role=status]").textContent()) ?? "", /^\d+ results$/);
    await field.press("ArrowDown");
    await field.press("ArrowDown");
    const chosen = await field.getAttribute("aria-activedescendant");
    assert.equal(await page.locator("[role=option][aria-selected=true]").getAttribute("id"), chosen);
    await field.press("ArrowUp");
    await field.press("ArrowUp");
    assert.equal(await field.getAttribute("aria-activedescendant"), null, "above the first is the field itself");
    await field.press("Escape");
    assert.equal(await page.locator(".search-list").isVisible(), false);
    assert.equal(await field.inputValue(), "branch");
    await field.press("ArrowDown");
    await field.press("ArrowDown");
    const href = await options(page).first().getAttribute("href");
    await Promise.all([page.waitForURL(/\/articles\/.+via=suggest-1/), field.press("Enter")]);
    assert.ok(page.url().endsWith(href ?? "nowhere"));
    await page.context().close();
  });

  test("of all the lists while somebody types the one they choose or search from is written down, or looked at long", async () => {
    const lists = async () => {
      await closeJournal(house.ctx);
      const seen = await house.ctx.db.selectFrom("event").select("data").where("type", "=", "impression").execute();
      return seen.filter(({ data }) => JSON.parse(data).list === "suggest").length;
    };
    const count = async (expected: number, why: string) => {
      const until = Date.now() + 10_000;
      while ((await lists()) < expected && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 100));
      assert.equal(await lists(), expected, why);
    };
    const page = await sit();
    const before = await lists();
    const drawn = page.waitForResponse(/suggest\?q=branch$/);
    for (const words of ["br", "bran", "branch"]) await type(page, words);
    await drawn;
    assert.equal(await lists(), before, "none of them was looked at");
    await options(page).first().click();
    await page.waitForURL(/via=suggest-1/);
    await count(before + 1, "the last one, from which something was chosen");
    await page.goto("/articles");
    await type(page, "branch");
    await page.locator("#q").press("Enter");
    await page.waitForURL(/\/search\?q=branch$/);
    await count(before + 2, "the one that stood when it was searched for");
    await page.goto("/articles");
    await type(page, "branch");
    await count(before + 3, "the one that stood for two seconds");
    await options(page).first().click();
    await page.waitForURL(/via=suggest-1/);
    await page.waitForTimeout(300);
    assert.equal(await lists(), before + 3, "and it is not counted twice");
    await page.context().close();
  });

  test("a late answer to older words never replaces a newer one", async () => {
    const page = await sit();
    await page.route(/suggest\?q=storage$/, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 700));
      await route.continue().catch(() => {});
    });
    await page.locator("#q[role=combobox]").waitFor();
    await page.locator("#q").fill("storage");
    await page.waitForTimeout(250);
    await type(page, "read-only");
    await page.waitForTimeout(900);
    assert.match((await page.locator(".search-list").textContent()) ?? "", /read-only access/);
    assert.doesNotMatch((await page.locator(".search-list").textContent()) ?? "", /Storage grows/);
    await page.context().close();
  });

  test("lines of a pasted text stay apart", async () => {
    const page = await sit();
    await page.locator("#q[role=combobox]").waitFor();
    await page.evaluate(`
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", "ERROR:  No commits found - cannot create branch\\nCONTEXT:  PL/pgSQL function");
      document.querySelector("#q").dispatchEvent(new ClipboardEvent("paste", { clipboardData, cancelable: true, bubbles: true }));
    `);
    assert.match(await page.locator("#q").inputValue(), /branch ⏎ CONTEXT/);
    await page.locator("#q").press("Enter");
    await page.waitForURL(/\/search\?/);
    assert.match((await page.locator("main").textContent()) ?? "", /No commits found, cannot create branch/);
    await page.context().close();
  });

  test("without scripts the same field leads to the results", async () => {
    const page = await sit({ javaScriptEnabled: false });
    await page.locator("#q").fill("branch already exists");
    await page.locator("#q").press("Enter");
    await page.waitForURL(/\/search\?q=branch/);
    await page.getByRole("link", { name: "Branch already exists" }).first().click();
    await page.waitForURL(/\/articles\/branch-already-exists/);
    await page.context().close();
  });

  test("nothing stands in the way of a screen reader, in light and dark, wide and narrow", async () => {
    for (const looks of LOOKS) {
      const { colorScheme } = looks;
      const page = await sit(looks);
      await type(page, "branch");
      await page.locator("#q").press("ArrowDown");
      await examine(page, `the list, ${colorScheme}`, "main");
      for (const address of PAGES) await visit(page, address, colorScheme);
      await page.context().close();
      const inside = await sit(looks, house.cast.dee);
      for (const address of STAFF_PAGES) await visit(inside, address, colorScheme);
      await inside.context().close();
    }
  });
});

const PAGES = [
  "/articles",
  "/categories/branches",
  "/articles/no-commits-found",
  "/articles/create-branch",
  "/search?q=no+commits+found",
  "/search?q=qqzzy",
];
const STAFF_PAGES = ["/articles/rotate-the-support-key", "/articles/no-commits-found/edit", "/admin/knowledge"];

async function visit(page: Page, address: string, looks: string): Promise<void> {
  await page.goto(address);
  await examine(page, `${address}, ${looks}`, "main");
}
