import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { type Desk, openBrowser, type Page, withoutBrowser } from "#test/support/browser.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask } from "./question.ts";

describe("the names of colleagues on a slow line", { skip: withoutBrowser }, () => {
  let house: House;
  let desk: Desk;
  let number: number;
  before(async () => {
    house = await buildHouse();
    desk = await openBrowser(house.ctx);
    number = await ask(house, house.cast.ada, "Merge fails");
  });
  after(async () => {
    await desk.close();
    await house.close();
  });

  /** A note is begun, and its names come when they are let through, or not at all. */
  async function beginNote(): Promise<{
    page: Page;
    write: (text: string) => Promise<void>;
    answer: (isThere: boolean) => Promise<void>;
  }> {
    const page = await desk.sit(house.cast.bo);
    const asked = Promise.withResolvers<(isThere: boolean) => Promise<void>>();
    await page.route("**/colleagues.json", (route) =>
      asked.resolve((isThere) => (isThere ? route.continue() : route.abort())),
    );
    await page.goto(`/tickets/${number}`);
    await page.locator("[data-files][data-live]").waitFor();
    // The keys may come later than the files.
    for (let turn = 0; turn < 50 && (await page.locator("#body:focus").count()) === 0; turn += 1) {
      await page.keyboard.press("n");
      await setTimeout(50);
    }
    return {
      page,
      write: (text) => page.keyboard.type(text),
      answer: async (isThere) => (await asked.promise)(isThere),
    };
  }
  async function holds(page: Page, text: string): Promise<void> {
    const field = page.locator("#body");
    for (let turn = 0; turn < 100 && (await field.inputValue()) !== text; turn += 1) await setTimeout(50);
    assert.equal(await field.inputValue(), text);
  }

  test("Enter takes the first that fits as soon as it is known, and what is typed meanwhile stays", async () => {
    const { page, write, answer } = await beginNote();
    await write("Is this yours, @Cy");
    await page.keyboard.press("Enter");
    await write("or not?");
    assert.equal(await page.locator("#body").inputValue(), "Is this yours, @Cyor not?");
    await answer(true);
    await holds(page, "Is this yours, @Cy Leads or not?");
    await write(" Yes.");
    await holds(page, "Is this yours, @Cy Leads or not? Yes.");
    await page.context().close();
  });

  test("Enter ends the line where nobody is called so, where no names come, and never waits twice", async () => {
    for (const isThere of [true, false]) {
      const { page, write, answer } = await beginNote();
      await page.locator("#body").fill("");
      await write("Ask @nobodyatall");
      await page.keyboard.press("Enter");
      await answer(isThere);
      await holds(page, "Ask @nobodyatall\n");
      await write("and so on");
      await holds(page, "Ask @nobodyatall\nand so on");
      await page.context().close();
    }
    const { page, write } = await beginNote();
    await page.locator("#body").fill("");
    await write("@Cy");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await holds(page, "@Cy\n");
    await page.context().close();
  });
});
