import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { listLadders } from "#server/escalation/ladder-editing.ts";
import { addAbsence, saveRota } from "#server/escalation/rotas.ts";
import { addWebhook } from "#server/notifications/webhooks.ts";
import { MINUTE } from "#server/platform/clock.ts";
import { writeSettings } from "#server/platform/settings.ts";
import { type Desk, examine, LOOKS, openBrowser, withoutBrowser } from "#test/support/browser.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask } from "#test/tickets/question.ts";

const on = (text: string) => Date.parse(`${text}Z`);

describe("the pages about who hears of what", { skip: withoutBrowser }, () => {
  let house: House;
  let desk: Desk;
  before(async () => {
    house = await buildHouse();
    const { ctx, cast } = house;
    await writeSettings(ctx, { timeZone: "UTC" });
    await house.settle();
    for (const subject of ["Merge fails after a rebase", "The pipeline waits for ever", "No access to the registry"])
      await ask(house, cast.ada, subject);
    await addWebhook(ctx, cast.dee, {
      ...{ name: "On call", url: "https://chat.example.com/hooks/T0/B0", shape: "slack", personId: null },
      hears: ["ladder.step", "clock.breach"],
    });
    await house.wait(31 * MINUTE);
    await house.settle();
    for (const person of [cast.bo, cast.dee])
      await addAbsence(ctx, cast.dee, {
        ...{ personId: person.id, deputyId: null, from: on("2026-06-22T00:00"), to: on("2026-06-26T00:00") },
      });
    const layer = {
      startsOn: "2026-06-01",
      handOver: "09:00",
      lengthDays: 7,
      hours: [],
      members: [cast.bo.id, cast.cy.id],
    };
    await saveRota(ctx, cast.dee, null, { name: "Nights", timeZone: "UTC", layers: [layer] });
    assert.equal((await listLadders(ctx)).length, 1);
    desk = await openBrowser(ctx);
  });
  after(async () => {
    await desk?.close();
    await house?.close();
  });

  for (const look of LOOKS)
    test(`are clean at ${look.viewport.width} pixels, ${look.colorScheme}`, async () => {
      const { bo, cy, dee } = house.cast;
      for (const [person, path] of [
        [bo, "/notifications"],
        [bo, "/account/notifications"],
        [bo, "/tickets/1"],
        [dee, "/admin/webhooks"],
        [dee, "/admin/webhooks/1"],
        [dee, "/admin/receipts"],
        [cy, "/reports/coverage"],
      ] as const) {
        const page = await desk.sit(person, look);
        await page.goto(path);
        await examine(page, path);
        const folder = process.env.PICTURES;
        if (folder)
          await page.screenshot({
            path: `${folder}/${path.replaceAll("/", "-")}-${look.colorScheme}.png`,
            fullPage: true,
          });
        await page.context().close();
      }
    });
});
