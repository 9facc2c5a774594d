import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { WEEK } from "#server/platform/clock.ts";
import type { Engine } from "#server/platform/database/database.ts";
import { importWeeklyCounts } from "#server/reports/importing.ts";
import { countElsewhere, EXAMPLE } from "#test/reports/weeks.ts";
import { type Desk, examine, openBrowser, type Page, withoutBrowser } from "#test/support/browser.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";

const ERROR =
  "ERROR:  No commits found - cannot create branch\nCONTEXT:  PL/pgSQL function pggit_v0.create_branch(text,text)";
const THIS_WEEK = "2026-W24";
const ANSWER = "No commits found, cannot create branch";

describe("a question finds its way", { skip: withoutBrowser }, () => onEachEngine("the whole story", story));

function story(engine: Engine): void {
  let house: House;
  let desk: Desk;
  before(async () => {
    house = await buildHouse({ engine });
    desk = await openBrowser(house.ctx);
    // Twelve weeks from another desk, and the other questions of the week in which all this happens.
    await countElsewhere(house.ctx, EXAMPLE);
    await importWeeklyCounts(house.ctx, [{ week: THIS_WEEK, source: "old desk", basic: 3, other: 5, exposure: 112 }]);
  });
  after(async () => {
    await desk?.close();
    await house?.close();
  });

  const events = async (type: string) => {
    await house.settle();
    return house.ctx.db
      .selectFrom("event")
      .selectAll()
      .where("type", "=", type as "solved")
      .execute();
  };

  test("a manager sees how many basic questions are asked before all this", async () => {
    const page = await desk.sit(house.cast.cy);
    await page.goto("/reports/deflection");
    assert.match((await page.locator("main").textContent()) ?? "", /58%/);
    await examine(page, "the report");
    await page.context().close();
  });

  test("a developer pastes an error, reads the article and says that it solved the problem", async () => {
    const page = await desk.sit(house.cast.ada);
    await page.goto("/");
    await examine(page, "home");
    await paste(page, "#q", ERROR);
    await page.locator(".search-list [role=option]").first().waitFor();
    await examine(page, "home with answers");
    await page.locator("#q").press("ArrowDown");
    await page.locator("#q").press("Enter");
    await page.waitForURL(/\/articles\/no-commits-found\?/);
    assert.equal(await page.locator("h1").textContent(), ANSWER);
    await examine(page, "the article");
    await page.getByRole("button", { name: "Yes" }).click();
    await page.waitForURL(/#feedback$/);
    const [solved] = await events("solved");
    assert.equal(solved?.article, "no-commits-found");
    await page.context().close();
  });

  test("another one asks: articles are suggested before anything is sent, and then there is a ticket", async () => {
    const page = await desk.sit(house.cast.zoe);
    await page.goto("/search?q=my+branch+wants+a+commit");
    await examine(page, "results");
    await page
      .getByRole("link", { name: /Ask support about this/ })
      .first()
      .click();
    await page.waitForURL(/\/ask\?/);
    assert.equal(await page.locator("#subject").inputValue(), "my branch wants a commit");
    await page.locator("#body").fill(`It says:\n\n${ERROR}`);
    const suggestion = page.locator(".answer", { hasText: ANSWER });
    await suggestion.waitFor();
    assert.equal((await tickets(house)).length, 0, "nothing is sent yet");
    await suggestion.locator("summary").click();
    await suggestion.getByRole("button", { name: "This solved it, don’t send" }).waitFor();
    await examine(page, "asking");
    await page.getByText("Draft saved").waitFor();
    await page.reload();
    assert.match(await page.locator("#body").inputValue(), /No commits found/, "the draft outlives a reload");
    await page.getByRole("button", { name: "Send question" }).click();
    await page.waitForURL(/\/tickets\/1$/);
    await page.getByText("Question sent.").waitFor();
    assert.equal(await page.locator("h1").textContent(), "my branch wants a commit");
    await examine(page, "the ticket");
    await page.goto("/");
    await page.getByRole("link", { name: /my branch wants a commit/ }).waitFor();
    await page.context().close();
    await house.settle();
    assert.deepEqual(
      house.sent().map(({ to }) => to),
      ["bo@example.test"],
    );
  });

  test("an agent answers with the keyboard alone and resolves it as basic, naming the article", async () => {
    const page = await desk.sit(house.cast.bo);
    await page.goto("/desk");
    await examine(page, "the desk");
    const press = (...keys: string[]) =>
      keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
    await press("?");
    await page.locator("dialog[open]").waitFor();
    await examine(page, "the keys");
    await press("Escape", "j", "Enter");
    await page.waitForURL(/\/desk\?ticket=1$/);
    await examine(page, "the desk with a ticket");
    await press("a");
    await page.getByText("You have it", { exact: true }).waitFor();
    await press("n");
    await page.keyboard.type("Seen twice this week.");
    await press("Control+Enter");
    await page.locator(".message.note").waitFor();
    await press("r");
    await page.keyboard.type("Make the first commit, then the branch.");
    await press("Control+Enter");
    await page.locator("#message-3").waitFor();
    await press("e");
    await page.waitForURL(/\/tickets\/1\/resolution/);
    await examine(page, "resolving");
    await tabTo(page, "[name=label]");
    await press("Space");
    await tabTo(page, "[name=article]");
    const choice = page.locator("[name=article][value=no-commits-found]");
    for (let turn = 0; turn < 8 && !(await choice.isChecked()); turn += 1)
      await press(turn === 0 ? "Space" : "ArrowDown");
    assert.ok(await choice.isChecked());
    await press("Enter");
    await page.waitForURL(/\/desk/);
    await page.getByText("T-1 resolved.").waitFor();
    const [ticket] = await tickets(house);
    assert.equal(ticket?.status, "resolved");
    const [resolved] = await events("ticket_resolved");
    assert.equal(resolved?.article, "no-commits-found");
    assert.equal(JSON.parse(resolved?.data ?? "{}").isBasic, true);
    await page.context().close();
  });

  test("who asked reads the answer, and nothing of what was said inside", async () => {
    const page = await desk.sit(house.cast.zoe);
    await page.goto("/tickets");
    await examine(page, "my tickets");
    await page.getByRole("link", { name: /my branch wants a commit/ }).click();
    await page.getByText("Make the first commit, then the branch.").waitFor();
    assert.equal(await page.getByText("Seen twice").count(), 0);
    assert.equal(await page.getByText("Solved. A reply opens it again.").count(), 1);
    await page.context().close();
    await house.settle();
    assert.ok(house.sent().some(({ to, text }) => to === "zoe@example.test" && text.includes("Make the first commit")));
  });

  test("when the week is over the manager sees the figure move", async () => {
    const { cy } = house.cast;
    const report = async () => JSON.parse((await (await house.as(cy)).get("/reports/deflection.json")).text);
    const before = await report();
    assert.equal(Math.round(100 * before.headline.reduction), 58);
    await house.wait(WEEK);
    const now = await report();
    const week = now.weeks.find((one: { week: string }) => one.week === THIS_WEEK);
    assert.equal(week.basic, 4, "three asked elsewhere, and the one that was asked here");
    const moved = Math.round(100 * now.headline.reduction);
    assert.notEqual(moved, 58);
    const page = await desk.sit(cy);
    await page.goto("/");
    await page.getByRole("link", { name: "Reports" }).click();
    await page.waitForURL(/\/reports\/deflection$/);
    const text = (await page.locator("main").textContent()) ?? "";
    assert.ok(text.includes(`${moved}%`), `the page says ${moved}%`);
    assert.match(text, /fewer basic questions per developer/);
    await examine(page, "the report afterwards");
    await page.context().close();
  });
}

const tickets = ({ ctx }: House) => ctx.db.selectFrom("ticket").selectAll().execute();

/** As the clipboard does it: the field decides what to do with several lines. */
async function paste(page: Page, field: string, text: string): Promise<void> {
  await page.locator(field).focus();
  await page.evaluate(
    `(() => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", ${JSON.stringify(text)});
      document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData, cancelable: true, bubbles: true }));
    })()`,
  );
}

async function tabTo(page: Page, selector: string): Promise<void> {
  for (let press = 0; press < 80; press += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(`document.activeElement?.matches(${JSON.stringify(selector)})`)) return;
  }
  assert.fail(`${selector} cannot be reached with the keyboard`);
}
