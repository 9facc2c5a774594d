import { after, before, describe, test } from "node:test";
import type { Person } from "#server/people/person.ts";
import { issueToken } from "#server/people/tokens.ts";
import { type Desk, examine, openBrowser, withoutBrowser } from "#test/support/browser.ts";
import { buildHouse, type House } from "#test/support/house.ts";

const LOOKS = (["light", "dark"] as const).flatMap((colorScheme) =>
  [1280, 390].map((width) => ({ colorScheme, viewport: { width, height: 900 } })),
);

describe("the pages about programs in a browser", { skip: withoutBrowser }, () => {
  let house: House;
  let desk: Desk;
  before(async () => {
    house = await buildHouse();
    const { ctx, cast } = house;
    await issueToken(ctx, cast.dee, cast.dee, { name: "Nightly", scopes: ["tickets:read"], days: 30 });
    desk = await openBrowser(ctx);
  });
  after(async () => {
    await desk?.close();
    await house?.close();
  });

  for (const look of LOOKS)
    test(`can be read by everybody, ${look.colorScheme} at ${look.viewport.width} pixels`, async () => {
      const page = await desk.sit(house.cast.dee as Person, look);
      for (const address of ["/api", "/account/tokens", "/admin/tokens", "/knowledge/replays"]) {
        await page.goto(address);
        await examine(page, address);
      }
      await page.context().close();
    });
});
