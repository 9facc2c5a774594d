import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { byPortal } from "#server/audit/trail.ts";
import { placeOf } from "#server/experiment/placing.ts";
import { startExperiment, stopExperiment } from "#server/experiment/registering.ts";
import { openExperiment } from "#server/experiment/store.ts";
import { noteEvent, type Reader } from "#server/journeys/journal.ts";
import { addPerson } from "#server/people/actions.ts";
import { findPerson } from "#server/people/directory.ts";
import type { Person } from "#server/people/person.ts";
import { DAY, MINUTE } from "#server/platform/clock.ts";
import { type Desk, examine, openBrowser, withoutBrowser } from "#test/support/browser.ts";
import { buildHouse, type House } from "#test/support/house.ts";

const LOOKS = (["light", "dark"] as const).flatMap((colorScheme) =>
  [1280, 390].map((width) => ({ colorScheme, viewport: { width, height: 900 } })),
);
const HERE = "/admin/experiment";
const WISH = {
  question: "Do suggestions keep questions from becoming tickets?",
  unit: "person" as const,
  share: 0.5,
  expectedShare: 0.4,
  shareToSee: 0.28,
  flowsNeeded: 504,
};

describe("the experiment in a browser", { skip: withoutBrowser }, () => {
  let house: House;
  let desk: Desk;
  const askers: Person[] = [];
  const readerOf = ({ id }: Person): Reader => ({ personId: id, kind: "dev", token: String(id) });
  before(async () => {
    house = await buildHouse();
    const { ctx } = house;
    for (let at = 0; at < 60; at++) {
      const account = { email: `asker${at}@example.test`, name: `Asker ${at}`, role: "requester" as const, team: null };
      askers.push((await findPerson(ctx, await addPerson(ctx, byPortal, account))) as Person);
    }
    await house.wait(15 * DAY);
    desk = await openBrowser(ctx);
  });
  after(async () => {
    await desk?.close();
    await house?.close();
  });

  const lookAtIt = async (what: string) => {
    for (const look of LOOKS) {
      const page = await desk.sit(house.cast.dee, look);
      await page.goto(HERE);
      await examine(page, `${what}, ${look.colorScheme} at ${look.viewport.width} pixels`);
      await page.context().close();
    }
  };

  test("the planner and the form can be read by everybody, and filled in by keyboard without a script", async () => {
    await lookAtIt("the planner");
    const page = await desk.sit(house.cast.dee, { javaScriptEnabled: false });
    await page.goto(HERE);
    await page.getByLabel("What is to be found out").focus();
    await page.keyboard.type("Too much");
    await page.getByLabel("Per cent without suggestions").fill("99");
    await page.keyboard.press("Enter");
    await page.getByText("The share of the holdout must lie between 5 and 50").first().waitFor();
    assert.equal(await page.getByLabel("What is to be found out").inputValue(), "Too much");
    await page.context().close();
  });

  test("whoever is held back sees a link while typing, loses nothing by it, and gets the articles", async () => {
    const { ctx, cast } = house;
    await startExperiment(ctx, cast.dee, { ...WISH, endsAt: ctx.clock.now() + 60 * DAY });
    const places = await Promise.all(askers.map((one) => placeOf(ctx, one, readerOf(one), "normal")));
    const held = askers[places.findIndex((place) => place?.arm === "holdout")] as Person;
    const page = await desk.sit(held, { colorScheme: "dark" });
    await page.goto("/ask");
    await page.getByLabel("Subject").fill("create_branch fails");
    await page.getByLabel("What happened").fill("ERROR:  No commits found - cannot create branch");
    const link = page.getByRole("link", { name: "Show suggestions" });
    await link.waitFor();
    assert.equal(await page.getByText("Articles that fit appear here").isVisible(), false);
    await examine(page, "the form of the holdout");
    await page.getByText("Draft saved").waitFor();
    await link.click();
    await page.locator("[data-article]").first().waitFor();
    assert.equal(await page.getByLabel("Subject").inputValue(), "create_branch fails");
    await page.context().close();
  });

  test("running and ended, the result can be read by everybody", async () => {
    const { ctx, cast } = house;
    const begun = { holdout: 0, treatment: 0 };
    for (const [at, one] of askers.entries()) {
      const place = await placeOf(ctx, one, readerOf(one), "normal");
      noteEvent(ctx, readerOf(one), { type: "ask_open", category: null, severity: "normal", ...place });
      if (place && begun[place.arm]++ % 2 === 0)
        noteEvent(ctx, readerOf(one), { type: "ticket_created", ticket: 9_000 + at, category: null });
    }
    await house.wait(MINUTE);
    await house.wait(8 * DAY);
    const { text } = await (await house.as(cast.dee)).get(HERE);
    assert.match(text, /No effect shown yet|questions become tickets with suggestions/);
    assert.match(text, /Time to first answer/);
    await lookAtIt("a running experiment");
    const running = await openExperiment(ctx.db);
    await stopExperiment(ctx, cast.dee, running?.id ?? 0, "It is a test");
    await house.wait(8 * DAY);
    await lookAtIt("an ended experiment");
    assert.match((await (await house.as(cast.dee)).get(HERE)).text, /95 % range/);
  });
});
