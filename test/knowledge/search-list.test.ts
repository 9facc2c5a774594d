import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { buildHouse, type House } from "#test/support/house.ts";
import { openDoor } from "#test/support/visitor.ts";

const executablePath = process.env.PORTAL_CHROMIUM;

describe("answers while typing", {
  skip: executablePath ? false : "no browser; run it with npm test -- <file>",
}, () => {
  let house: House;
  let door: ReturnType<typeof openDoor>;
  let browser: Browser;
  before(async () => {
    house = await buildHouse();
    door = openDoor(house.ctx);
    browser = await chromium.launch({ executablePath: executablePath ?? "", args: ["--no-sandbox", "--disable-gpu"] });
  });
  after(async () => {
    await browser?.close();
    await door?.close();
    await house?.close();
  });

  const sit = async (options: BrowserContextOptions = {}, person = house.cast.ada): Promise<Page> => {
    const { cookie } = await door.as(person);
    const [name = "", value = ""] = cookie.split("=");
    const address = await door.address();
    const context = await browser.newContext({ ...options, baseURL: address });
    await context.addCookies([{ name, value, url: address }]);
    const page = await context.newPage();
    await page.goto("/articles");
    return page;
  };
  const options = (page: Page) => page.locator(".search-list [role=option]");
  const type = async (page: Page, words: string) => {
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

  test("a late answer to older words never replaces a newer one", async () => {
    const page = await sit();
    await page.route(/suggest\?q=storage$/, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 700));
      await route.continue().catch(() => {});
    });
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
    for (const [colorScheme, width] of [
      ["light", 1280],
      ["dark", 390],
    ] as const) {
      const looks = { colorScheme, viewport: { width, height: 900 } };
      const page = await sit(looks);
      await type(page, "branch");
      await page.locator("#q").press("ArrowDown");
      await examine(page, `the list, ${colorScheme}`);
      for (const address of PAGES) await visit(page, address, colorScheme);
      await page.context().close();
      const desk = await sit(looks, house.cast.dee);
      for (const address of STAFF_PAGES) await visit(desk, address, colorScheme);
      await desk.context().close();
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
  await examine(page, `${address}, ${looks}`);
}

async function examine(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .include("main")
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  assert.deepEqual(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 150)).join(" | ")}`),
    [],
    where,
  );
  const overflow = Number(
    await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"),
  );
  assert.ok(overflow <= 0, `${where}: ${overflow} pixels too wide`);
}
