import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { BrowserContextOptions } from "playwright-core";
import { makeLink } from "#server/people/actions.ts";
import { addressOfLink, issueLink } from "#server/people/links.ts";
import { hashPassword } from "#server/people/passwords.ts";
import type { Person } from "#server/people/person.ts";
import { changePerson } from "#server/people/store.ts";
import { MINUTE } from "#server/platform/clock.ts";
import { type Desk, examine, LOOKS, openBrowser, type Page, withoutBrowser } from "#test/support/browser.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask } from "#test/tickets/question.ts";

const PASSWORD = "seven tired lanterns";

describe("pages about people, settings and errors", { skip: withoutBrowser }, () => {
  let house: House;
  let desk: Desk;
  before(async () => {
    house = await buildHouse();
    desk = await openBrowser(house.ctx);
    const password_hash = await hashPassword(PASSWORD);
    for (const person of [house.cast.dee, house.cast.ada])
      await changePerson(house.ctx.db, person.id, { password_hash });
    house.breakPost(Object.assign(new Error("no such mailbox"), { responseCode: 550 }));
    await ask(house, house.cast.ada, "Merge fails");
    await house.settle();
  });
  after(async () => {
    await desk?.close();
    await house?.close();
  });

  const sit = async (person: Person | null, options: BrowserContextOptions = {}): Promise<Page> => {
    const page = await desk.sit(person, options);
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
    await examine(page, "a wrong form", "html");
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
    await examine(page, `${address}, ${looks}`, "html");
  }
  await page.context().close();
}

const examineWithoutScripts = async (page: Page) =>
  assert.equal(await page.locator("form input[type=hidden][name=role]").inputValue(), "manager");
