import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { noteEvent } from "#server/journeys/journal.ts";
import { MINUTE, WEEK } from "#server/platform/clock.ts";
import { importWeeklyCounts } from "#server/reports/importing.ts";
import { type Desk, openBrowser, withoutBrowser } from "#test/support/browser.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { countElsewhere } from "./weeks.ts";

/** Eight weeks before, then a month of fewer questions, one week of it with an outage. */
const BEFORE = { basic: [20, 24, 18, 22, 26, 19, 21, 23], exposure: Array(8).fill(100) };
const MONTH: [string, number][] = [
  ["2026-W24", 9],
  ["2026-W25", 7],
  ["2026-W26", 60],
  ["2026-W27", 8],
  ["2026-W28", 6],
];

describe("a manager's month", { skip: withoutBrowser }, () => {
  let house: House;
  let desk: Desk;
  before(async () => {
    house = await buildHouse();
    desk = await openBrowser(house.ctx);
  });
  after(async () => {
    await desk?.close();
    await house?.close();
  });

  test("from an empty report to a figure, a week left out, and something to do", async () => {
    const { ctx, cast, wait } = house;
    let page = await desk.sit(cast.cy);
    await page.goto("/reports/deflection");
    await page.getByRole("heading", { name: /Not enough data yet/ }).waitFor();

    await countElsewhere(ctx, BEFORE);
    await page.reload();
    await page.getByRole("link", { name: "Set the goal" }).first().click();
    assert.equal(await page.getByLabel("First day").inputValue(), "2026-04-13");
    await page.getByRole("button", { name: "Set and lock the goal" }).click();
    await page.getByText("The goal is set and locked.").waitFor();
    await page.getByText("Not enough data yet: 0 of 4 current weeks.").waitFor();

    await wait(5 * WEEK);
    await importWeeklyCounts(
      ctx,
      MONTH.map(([week, basic]) => ({ week, basic, source: "old desk", other: 30, exposure: 100 })),
    );
    for (const person of [cast.ada, cast.zoe])
      noteEvent(
        ctx,
        { personId: person.id, kind: "dev", token: "x" },
        { type: "search", q: "vpn", results: 0, source: "page" },
      );
    await wait(MINUTE);
    page = await desk.sit(cast.cy);
    await page.goto("/reports/deflection");
    const figure = page.locator(".headline .big");
    assert.equal(await figure.textContent(), "17%");

    await page.getByText("Note something").click();
    await page.getByLabel("Week", { exact: true }).selectOption("2026-W26");
    await page.getByLabel("What happened").fill("Sign-in outage");
    await page.getByLabel("Leave this week out of every figure").check();
    await page.getByRole("button", { name: "Save note" }).click();
    await page.getByText("Noted. The week is left out of every figure.").waitFor();
    assert.equal(await figure.textContent(), "65%");
    await page.getByText("Goal 60%: on target, unproven").waitFor();

    await page.getByRole("link", { name: "Show as table" }).click();
    const row = page.locator("#weeks tr", { hasText: "2026-W26" });
    await row.waitFor({ state: "visible" });
    assert.match((await row.textContent()) ?? "", /Sign-in outage/);

    await page.getByText("Export").click();
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: /CSV/ }).first().click(),
    ]);
    assert.match(file.suggestedFilename(), /^deflection-2026-W\d\d-2026-W28\.csv$/);

    await page.getByRole("link", { name: "Gaps" }).first().click();
    await page.getByRole("heading", { name: "Gaps", exact: true }).waitFor();
    assert.equal(await page.getByText("vpn").count(), 0, "what two people looked for points at them");
    await page.getByText("1 subject of fewer than three people is counted but not shown.").waitFor();

    await page.goto("/reports/deflection/goal");
    await page.getByText("Version 1: 60% less").waitFor();
    await page.context().close();
  });
});
