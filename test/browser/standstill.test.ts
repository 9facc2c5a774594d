import { after, before, describe, test } from "node:test";
import { DAY, HOUR, MINUTE } from "#server/platform/clock.ts";
import { writeJobStates } from "#server/platform/job-states.ts";
import { holdLease } from "#server/platform/lease.ts";
import { noteOutage } from "#server/platform/outages.ts";
import { writeSettings } from "#server/platform/settings.ts";
import { sendMessage } from "#server/tickets/replying.ts";
import { resolveTicket } from "#server/tickets/resolving.ts";
import { type Desk, examine, LOOKS, openBrowser, withoutBrowser } from "#test/support/browser.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask, readerOf, says } from "#test/tickets/question.ts";

/** The pages on which somebody looks after what happens by itself, with something on each of them. */
const PAGES = [
  ["dee", "/admin/scheduler", "Jobs"],
  ["dee", "/admin/ladders/1", "More steps"],
  ["dee", "/admin/ladders/1/running", "Next now"],
  ["cy", "/desk/held", "Tell everybody now"],
  ["cy", "/desk", "Ladder used up, nobody has seen it"],
  ["cy", "/reports/service", "Met, without outages"],
] as const;

describe("looking after what happens by itself", { skip: withoutBrowser }, () => {
  let house: House;
  let desk: Desk;
  before(async () => {
    house = await buildHouse();
    const { ctx, cast } = house;
    await writeSettings(ctx, { timeZone: "UTC" });
    await house.settle();
    const answered = await ask(house, cast.ada, "Answered in time");
    await house.wait(30 * MINUTE);
    await sendMessage(ctx, cast.bo, readerOf(cast.bo), answered, says("So it is.", { isAnyway: true }));
    await resolveTicket(ctx, cast.ada, readerOf(cast.ada), answered, null);
    await ask(house, cast.zoe, "Nobody comes to this one");
    for (let hour = 0; hour < 26; hour++) await house.wait(HOUR);
    await noteOutage(ctx, { from: ctx.clock.now() - DAY, to: ctx.clock.now() - 20 * HOUR, reason: "stood still" });
    for (let n = 0; n < 14; n++) await ask(house, cast.ada, `Asked while it stood still, number ${n}`);
    await house.wait(MINUTE);
    const admin = await house.as(cast.dee);
    const form = {
      name: "Unheard questions",
      position: "1000",
      enabled: "yes",
      categories: "",
      repeat: "0",
      again: "2 h",
      ack: "4 h",
    };
    const step = {
      "name-0": "Support",
      "after-0": "45 min",
      "assignee-0": "yes",
      "name-1": "Leads",
      "by-1": "response",
      "share-1": "75 %",
      "managers-1": "yes",
      "note-1": "Nobody took it",
    };
    await admin.post("/admin/ladders/1", { ...form, ...step });
    await house.wait(30 * MINUTE);
    await holdLease(ctx, "test", true);
    const common = { ranAt: ctx.clock.now(), okAt: null, tookMs: 12, behindSince: null, failures: 0, lastError: null };
    await writeJobStates(ctx, [
      { ...common, name: "move the ladders" },
      { ...common, name: "derive journeys", behindSince: ctx.clock.now() - MINUTE },
      { ...common, name: "send mail", failures: 3, lastError: "connect ECONNREFUSED 10.0.0.12:587" },
    ]);
    desk = await openBrowser(ctx);
  });
  after(async () => {
    await desk?.close();
    await house?.close();
  });

  for (const [who, address, words] of PAGES)
    test(`${address} is read by everybody, wide and narrow, light and dark`, async () => {
      for (const look of LOOKS) {
        const page = await desk.sit(house.cast[who], look);
        await page.goto(address);
        await page.getByText(words).first().waitFor({ state: "attached" });
        await examine(page, `${address} in ${look.colorScheme}`);
        if (process.env.SHOTS)
          await page.screenshot({
            path: `${process.env.SHOTS}${address.replaceAll("/", "-")}-${look.viewport.width}.png`,
            fullPage: true,
          });
        await page.context().close();
      }
    });
});
