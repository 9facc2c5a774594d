import { after, before, describe, test } from "node:test";
import { MINUTE, SECOND } from "#server/platform/clock.ts";
import { writeSettings } from "#server/platform/settings.ts";
import { startDrill } from "#server/tickets/drilling.ts";
import { type Desk, examine, LOOKS, openBrowser, withoutBrowser } from "#test/support/browser.ts";
import { buildHouse, type House } from "#test/support/house.ts";

describe("the pages of practice", { skip: withoutBrowser }, () => {
  let house: House;
  let desk: Desk;
  before(async () => {
    house = await buildHouse();
    await writeSettings(house.ctx, { timeZone: "UTC" });
    await house.settle();
    await startDrill(house.ctx, house.cast.cy, { name: "New colleagues", speed: 60, day: null });
    for (let step = 0; step < 14; step++) await house.wait(15 * SECOND);
    await house.wait(MINUTE);
    desk = await openBrowser(house.ctx);
  });
  after(async () => {
    await desk?.close();
    await house?.close();
  });

  for (const look of LOOKS)
    test(`are clean at ${look.viewport.width} pixels, ${look.colorScheme}`, async () => {
      const page = await desk.sit(house.cast.cy, look);
      for (const path of ["", "/1", "/1/questions/1", "/1/score"]) {
        await page.goto(`/desk/practice${path}`);
        await examine(page, path);
        const folder = process.env.PICTURES;
        if (folder)
          await page.screenshot({
            path: `${folder}/practice${path.replaceAll("/", "-")}-${look.colorScheme}.png`,
            fullPage: true,
          });
      }
      await page.context().close();
    });

  test("are played with the keyboard alone and without scripts", async () => {
    const page = await desk.sit(house.cast.bo, { javaScriptEnabled: false });
    await page.goto("/desk/practice/1/questions/1");
    await page.locator("button:has-text('I have seen it')").focus();
    await page.keyboard.press("Enter");
    await page.waitForURL("**/questions/1");
    await page.locator("text=The ladder stands still").waitFor();
    await page.locator("input[name=article]").first().focus();
    await page.keyboard.press("Space");
    await page.locator("button:has-text('Answer')").focus();
    await page.keyboard.press("Enter");
    await page.waitForURL("**/desk/practice/1");
    await page.context().close();
  });
});
