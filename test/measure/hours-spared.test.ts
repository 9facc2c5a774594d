import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { avoidedAtRate, hoursSpared } from "#server/measure/hours-spared.ts";
import { isNear, refuses } from "./near.ts";

const spared = (low: number, high: number, least: number, most: number) =>
  hoursSpared({ avoided: { low, high }, minutes: { least, most } });

test("hours are given to one figure, the lower end rounded down and the upper one up", () => {
  assert.deepEqual(spared(61.3, 214.8, 15, 40), { low: 10, high: 200 });
  assert.deepEqual(spared(12, 40, 10, 30), { low: 2, high: 20 }, "what is one figure already stays");
  assert.deepEqual(spared(1, 3, 6, 6), { low: 0.1, high: 0.3 }, "also where a computer adds a little");
  assert.deepEqual(spared(2, 97, 10, 60), { low: 0.3, high: 100 });
});

test("what is printed has one figure and holds what was computed", () => {
  const some = fc.double({ min: 0.01, max: 1e5, noNaN: true });
  fc.assert(
    fc.property(fc.tuple(some, some), fc.tuple(some, some), (tickets, minutes) => {
      const [fewest, most] = tickets.toSorted((one, other) => one - other) as [number, number];
      const [quick, slow] = minutes.toSorted((one, other) => one - other) as [number, number];
      const { low, high } = spared(fewest, most, quick, slow);
      assert.ok(low <= ((fewest * quick) / 60) * (1 + 1e-9) && high >= ((most * slow) / 60) * (1 - 1e-9));
      for (const hours of [low, high]) assert.equal(Number(hours.toPrecision(1)), hours);
    }),
  );
});

test("nothing is spared where no effect is shown, and minutes have to be a range", () => {
  refuses(() => spared(-1.26, 38.25, 15, 40), /lower limit of tickets avoided is -1\.26; it has to be above 0/);
  refuses(() => spared(0, 38, 15, 40), /lower limit/);
  refuses(() => spared(9, 4, 15, 40), /above the upper one/);
  refuses(() => spared(4, 9, 40, 15), /least number of minutes is above/);
  refuses(() => spared(4, 9, 0, 15), /least number of minutes is 0/);
});

test("a roll-out that halves the rate avoided as many as were asked all the same", () => {
  isNear(avoidedAtRate(90, { low: 0.25, high: 0.5 }), { low: 30, high: 90 });
});
