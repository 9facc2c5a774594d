import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { HOUR, MINUTE } from "#server/platform/clock.ts";
import { lastMonths } from "#server/platform/months.ts";
import { noteOutage } from "#server/platform/outages.ts";
import { writeSettings } from "#server/platform/settings.ts";
import type { ServiceReport } from "#server/reports/promises.ts";
import { sendMessage } from "#server/tickets/replying.ts";
import { waiveBreach } from "#server/tickets/waiving.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask, readerOf, says } from "#test/tickets/question.ts";

test("months begin at midnight of their zone, also across a change of the clocks", () => {
  const [march, april] = lastMonths("Europe/Berlin", Date.UTC(2026, 3, 15), 2);
  assert.deepEqual(march, { name: "2026-03", from: Date.UTC(2026, 1, 28, 23), to: Date.UTC(2026, 2, 31, 22) });
  assert.equal(april?.name, "2026-04");
});

onEachEngine("the service report", (engine) => {
  let house: House;
  let missed = 0;
  before(async () => {
    house = await buildHouse({ engine });
    const { ctx, cast } = house;
    await writeSettings(ctx, { timeZone: "UTC" });
    await house.settle();
    const answer = (number: number) =>
      sendMessage(ctx, cast.bo, readerOf(cast.bo), number, says("So", { isAnyway: true }));
    // From nine in the morning; a first response is promised within four hours of open time.
    for (const minutes of [10, 30, 60]) {
      const number = await ask(house, cast.ada, `Answered after ${minutes}`);
      await house.wait(minutes * MINUTE);
      await answer(number);
    }
    const numbers = [await ask(house, cast.ada, "Missed"), await ask(house, cast.ada, "Excused")];
    const start = ctx.clock.now();
    await house.wait(5 * HOUR);
    for (const number of numbers) await answer(number);
    await waiveBreach(ctx, cast.cy, numbers[1] as number, { metric: "first", n: 1, reason: "The office burned" });
    missed = numbers[0] as number;
    await noteOutage(ctx, { from: start + 3 * HOUR, to: start + 4.5 * HOUR, reason: "stood still" });
    await house.settle();
  });
  after(() => house.close());

  const report = async (): Promise<ServiceReport> => {
    const { text } = await (await house.as(house.cast.cy)).get("/reports/service.json?months=3");
    return JSON.parse(text);
  };

  test("says how many promises were kept, with and without what was missed while the portal stood still", async () => {
    const { rows, months, timeZone, calendars, outages } = await report();
    const first = rows.find(({ metric, priority }) => metric === "first" && priority === "normal");
    assert.deepEqual(first, {
      month: "2026-06",
      metric: "first",
      priority: "normal",
      met: 3,
      missed: 1,
      excused: 1,
      missedInOutages: 1,
      metRate: 0.75,
      metRateWithoutOutages: 1,
      medianMinutes: 60,
      measured: 5,
    });
    assert.deepEqual(months, ["2026-04", "2026-05", "2026-06"]);
    assert.equal(timeZone, "UTC");
    assert.deepEqual(calendars, ["Office hours (UTC)"]);
    assert.equal(outages.length, 1);
  });

  test("the page and the file say the same, for those who lead and nobody else", async () => {
    const cy = await house.as(house.cast.cy);
    const { text } = await cy.get("/reports/service");
    assert.match(
      text,
      /4 promises[\s\S]*75%[\s\S]*100%[\s\S]*1 \(1 while the portal stood still, 1 more excused\)[\s\S]*1 h/,
    );
    assert.match(text, /Months of UTC; times are open time of Office hours \(UTC\)/);
    const file = await cy.get("/reports/service.csv");
    assert.match(file.text, /2026-06,UTC,first,normal,3,1,1,1,0\.75,1,60,5,Office hours \(UTC\)/);
    for (const stranger of [house.cast.bo, house.cast.ada])
      assert.equal((await (await house.as(stranger)).get("/reports/service")).status, 404);
  });

  test("the ticket says that the promise was missed while the portal stood still", async () => {
    const { text } = await (await house.as(house.cast.bo)).get(`/tickets/${missed}`);
    assert.match(text, /It was missed while the portal stood still/);
  });
});
