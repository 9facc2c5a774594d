import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { makeLink } from "#server/people/actions.ts";
import { addressOfLink, issueLink } from "#server/people/links.ts";
import { hashPassword } from "#server/people/passwords.ts";
import type { Person } from "#server/people/person.ts";
import { changePerson } from "#server/people/store.ts";
import { MINUTE } from "#server/platform/clock.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { openDoor } from "#test/support/visitor.ts";
import { ask } from "#test/tickets/question.ts";

const executablePath = process.env.PORTAL_CHROMIUM;
const PASSWORD = "seven tired lanterns";
const LOOKS = [
  { colorScheme: "light", viewport: { width: 1280, height: 900 } },
  { colorScheme: "dark", viewport: { width: 390, height: 844 } },
] as const;

describe("pages about people, settings and errors", {
  skip: executablePath ? false : "no browser; run it with npm test -- <file>",
}, () => {
  let house: House;
  let door: ReturnType<typeof openDoor>;
  let browser: Browser;
  before(async () => {
    house = await buildHouse();
    door = openDoor(house.ctx);
    browser = await chromium.launch({ executablePath: executablePath ?? "", args: ["--no-sandbox", "--disable-gpu"] });
    const password_hash = await hashPassword(PASSWORD);
    for (const person of [house.cast.dee, house.cast.ada])
      await changePerson(house.ctx.db, person.id, { password_hash });
    house.breakPost(Object.assign(new Error("no such mailbox"), { responseCode: 550 }));
    await ask(house, house.cast.ada, "Merge fails");
    await house.settle();
  });
  after(async () => {
    await browser?.close();
    await door?.close();
    await house?.close();
  });

  const sit = async (person: Person | null, options: BrowserContextOptions = {}): Promise<Page> => {
    const baseURL = await door.address();
    const context = await browser.newContext({ ...options, baseURL });
    if (person) {
      const { cookie } = await door.as(person);
      const [name = "", value = ""] = cookie.split("=");
      await context.addCookies([{ name, value, url: baseURL }]);
    }
    const page = await context.newPage();
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type()) && !/status of 4\d\d/.test(message.text()))
        complaints.push(message.text());
    });
    page.on("pageerror", ({ message }) => complaints.push(message));
    return page;
  };
  /** What browsers write for developers: a script or a header they could not take. */
  const complaints: string[] = [];
  const path = (link: string) => new URL(link).pathname;

  test("stand in nobody's way, in light and dark, wide and narrow", async () => {
    const { ada, dee, zoe } = house.cast;
    const change = addressOfLink(house.ctx, "address", await issueLink(house.ctx, "address", zoe.id, "z@example.test"));
    const forVisitors = [
      "/sign-in",
      "/forgotten-password",
      "/forgotten-password?sent=yes",
      "/help",
      path(await makeLink(house.ctx, "setup", null)),
      path(await makeLink(house.ctx, "invitation", zoe.id)),
      path(await makeLink(house.ctx, "reset", ada.id)),
      path(change),
      "/invitations/gone",
    ];
    const byNumber = `/admin/people/${zoe.id}?link=${await issueLink(house.ctx, "invitation", zoe.id)}`;
    const forAdmins = [
      "/admin",
      "/admin/people",
      "/admin/people?q=nobody+at+all",
      byNumber,
      `/admin/people/${dee.id}`,
      "/admin/mail",
      "/admin/audit",
      "/help",
      "/nowhere/merge-conflict-in-branch",
    ];
    for (const looks of LOOKS) {
      await examineAll(await sit(null, looks), forVisitors, looks.colorScheme);
      await examineAll(await sit(ada, looks), ["/account", "/help", "/nowhere/at-all"], looks.colorScheme);
      await examineAll(await sit(dee, looks), forAdmins, looks.colorScheme);
    }
  });

  test("leave the browser nothing to complain about", () => assert.deepEqual(complaints, []));

  test("say what is wrong with a form where it is, and bring the focus there", async () => {
    const page = await sit(house.cast.ada, LOOKS[1]);
    await page.goto("/account");
    await page.getByLabel("New address").fill("z@example.test");
    await page.getByLabel("Your password").fill("not the password");
    await page.getByRole("button", { name: "Send the link" }).click();
    await page.waitForURL("**/account/address");
    await page.locator("[data-focus]:focus").waitFor();
    assert.equal(await page.getByLabel("New address").inputValue(), "z@example.test");
    await examine(page, "a wrong form");
    await page.context().close();
  });

  test("go by keyboard and without scripts: from an invitation to another role", async () => {
    const page = await sit(house.cast.dee, { javaScriptEnabled: false });
    await page.goto("/admin/people");
    await page.getByRole("link", { name: "Invite someone" }).press("Enter");
    await page.getByLabel("Name", { exact: true }).fill("Eve New");
    await page.getByLabel("E-mail").fill("eve@example.test");
    await page.getByLabel("Role").selectOption("agent");
    await page.getByLabel("Team").press("Enter");
    await page.waitForURL(/\/admin\/people\/\d+$/);
    assert.match((await page.locator("body").textContent()) ?? "", /An invitation is on its way to eve@example\.test/);
    await page.getByRole("button", { name: "Make a link to copy" }).press("Enter");
    await page.locator("code.secret").waitFor();
    await house.wait(6 * MINUTE);
    await page.getByLabel("Role").selectOption("manager");
    await page.getByRole("button", { name: "Set the role" }).press("Enter");
    await page.getByRole("heading", { name: "Is it you?" }).waitFor();
    await examineWithoutScripts(page);
    await page.getByLabel("Your password").fill(PASSWORD);
    await page.getByLabel("Your password").press("Enter");
    await page.waitForURL(/\/admin\/people\/\d+$/);
    assert.match((await page.locator("body").textContent()) ?? "", /The role is manager now/);
    await page.context().close();
  });
});

async function examineAll(page: Page, addresses: string[], looks: string): Promise<void> {
  for (const address of addresses) {
    await page.goto(address);
    await examine(page, `${address}, ${looks}`);
  }
  await page.context().close();
}

async function examine(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  assert.deepEqual(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 150)).join(" | ")}`),
    [],
    where,
  );
  const width = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
  const overflow = Number(await page.evaluate(width));
  assert.ok(overflow <= 0, `${where}: ${overflow} pixels too wide`);
}

const examineWithoutScripts = async (page: Page) =>
  assert.equal(await page.locator("form input[type=hidden][name=role]").inputValue(), "manager");
