import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type Job, startJobs } from "#server/platform/scheduler.ts";
import { buildHouse, type House } from "#test/support/house.ts";

describe("the timetable", () => {
  let house: House;
  before(async () => {
    house = await buildHouse();
  });
  after(() => house.close());

  const soon = (isDone: () => boolean) =>
    new Promise<void>((resolve, reject) => {
      const end = performance.now() + 3000;
      const look = () => {
        if (isDone()) resolve();
        else if (performance.now() > end) reject(new Error("It never happened."));
        else setTimeout(look, 5);
      };
      look();
    });

  test("a job that fails waits for its next time and never stops the others", async () => {
    const ran = { failing: 0, other: 0 };
    const jobs: Job[] = [
      {
        name: "failing",
        every: 10,
        work: async () => {
          ran.failing += 1;
          throw new Error("it broke");
        },
      },
      {
        name: "other",
        every: 10,
        work: async () => {
          ran.other += 1;
          return false;
        },
      },
    ];
    const running = startJobs(house.ctx, jobs);
    await soon(() => ran.failing >= 3 && ran.other >= 3);
    await running.stop();
    const { failing, other } = ran;
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.deepEqual(ran, { failing, other }, "stopped is stopped");
  });

  test("a job with more to do is called again at once, and stops between two pieces", async () => {
    let [begun, ended] = [0, 0];
    const running = startJobs(house.ctx, [
      {
        name: "long",
        every: 60_000,
        work: async () => {
          begun += 1;
          await new Promise((resolve) => setTimeout(resolve, 20));
          ended += 1;
          return true;
        },
      },
    ]);
    await soon(() => ended >= 3);
    await running.stop();
    assert.equal(begun, ended, "the piece that ran was finished");
  });

  test("a bell calls it before its time", async () => {
    let ran = 0;
    const work = async () => {
      ran += 1;
      return false;
    };
    const running = startJobs(house.ctx, [{ name: "mail", every: 60_000, work }]);
    await soon(() => ran === 1);
    running.wake("mail");
    await soon(() => ran === 2);
    assert.ok(running.lastRun("mail"));
    await running.stop();
  });
});
