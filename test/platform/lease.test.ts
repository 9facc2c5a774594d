import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { HOUR, MINUTE, SECOND } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { readJobStates } from "#server/platform/job-states.ts";
import { giveUpLease, holdLease, LEASE } from "#server/platform/lease.ts";
import { findOutage, outagesSince, wasOutage } from "#server/platform/outages.ts";
import { startJobs } from "#server/platform/scheduler.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { BEAT, openTwoProcesses, until, workAsOne, writeTooLate } from "./two-processes.ts";

test("a silence of more than five minutes is an outage, and so is a clock that was set back", () => {
  assert.equal(findOutage(0, 5 * MINUTE), null);
  assert.deepEqual(findOutage(0, 5 * MINUTE + 1), { from: 0, to: 5 * MINUTE + 1, reason: "stood still" });
  assert.equal(findOutage(10 * SECOND, 0), null);
  assert.deepEqual(findOutage(HOUR, 0), { from: 0, to: HOUR, reason: "clock set back" });
  const outages = [findOutage(0, HOUR), findOutage(3 * HOUR, 2 * HOUR)].filter((one) => one !== null);
  assert.deepEqual(
    [0, HOUR - 1, HOUR, 2.5 * HOUR].map((at) => wasOutage(outages, at)),
    [true, true, false, false],
  );
});

onEachEngine("one of several processes", (engine) => {
  let two: Awaited<ReturnType<typeof openTwoProcesses>>;
  let one: Context;
  let other: Context;
  let time: { now: number };
  before(async () => {
    two = await openTwoProcesses(engine);
    ({ one, other, time } = two);
  });
  after(() => two.close());
  beforeEach(async () => {
    time.now += HOUR;
    await one.db.deleteFrom("job_lease").execute();
  });

  test("the second finds a live lease and stays passive until it lapses or is given up", async () => {
    assert.equal((await holdLease(one, "one", false))?.fence, 1);
    assert.equal(await holdLease(other, "other", false), null);
    time.now += LEASE - 1;
    assert.equal(await holdLease(other, "other", false), null);
    assert.equal((await holdLease(one, "one", false))?.fence, 1, "renewed");
    time.now += LEASE;
    assert.equal((await holdLease(other, "other", false))?.fence, 2);
    assert.equal(await holdLease(one, "one", false), null);
    await giveUpLease(other, "other");
    assert.equal((await holdLease(one, "one", false))?.fence, 3);
    assert.equal((await holdLease(other, "other", true))?.fence, 4, "the only one there can be does not wait");
  });

  test("a lease that ends later than any can was written by a wrong clock, and holds up nobody", async () => {
    time.now += 2 * HOUR;
    await holdLease(one, "one", false);
    time.now -= 2 * HOUR;
    const taken = await holdLease(other, "other", false);
    assert.equal(taken?.fence, 2);
    assert.deepEqual(taken?.outage, { from: time.now, to: time.now + 2 * HOUR, reason: "clock set back" });
    assert.deepEqual((await outagesSince(one, time.now)).at(-1), taken?.outage);
  });

  test("M10: what an old holder is about to write is not written", () => writeTooLate(two));

  test("M10: two schedulers do as one, and the second goes on when the first has fallen silent", () => workAsOne(two));

  test("after a standstill mail is fetched first, then clocks, then ladders; everything else does not wait", async (t) => {
    await holdLease(one, "dead", false);
    time.now += 2 * HOUR;
    const order: string[] = [];
    let left = 3;
    const piece = (name: string, isMore = () => false) => ({
      name,
      every: 60_000,
      work: async () => {
        order.push(name);
        await new Promise((resolve) => setTimeout(resolve, 5));
        return isMore();
      },
    });
    const jobs = startJobs(
      one,
      [
        { ...piece("ladders"), catchesUp: 3 },
        { ...piece("clocks"), catchesUp: 2 },
        { ...piece("mail", () => left-- > 0), catchesUp: 1 },
        piece("other"),
      ],
      { isAlone: true, beat: BEAT },
    );
    t.after(() => jobs.stop());
    await until(() => order.filter((name) => name === "ladders").length > 1);
    const inOrder = order.filter((name) => name !== "other").slice(0, 6);
    assert.deepEqual(inOrder, ["mail", "mail", "mail", "mail", "clocks", "ladders"]);
    assert.ok(order.indexOf("other") < order.indexOf("clocks"));
    const [outage] = (await outagesSince(one, time.now)).slice(-1);
    assert.deepEqual(outage, { from: time.now - 2 * HOUR, to: time.now, reason: "stood still" });

    order.length = 0;
    time.now += HOUR;
    await until(() => order.includes("ladders"));
    assert.deepEqual(order.slice(0, 3), ["mail", "clocks", "ladders"], "a machine that slept catches up, too");
  });

  test("what a job fails with is written down, and taken back when it works again", async (t) => {
    let isBroken = true;
    const work = async () => {
      if (isBroken) throw new Error("The disk is full.");
      return false;
    };
    const jobs = startJobs(one, [{ name: "fails now and then", every: 5, work }], { isAlone: true, beat: BEAT });
    t.after(() => jobs.stop());
    const state = async () => (await readJobStates(one)).find(({ name }) => name === "fails now and then");
    await until(async () => (await state())?.lastError === "The disk is full.");
    isBroken = false;
    await until(async () => (await state())?.failures === 0);
    assert.equal((await state())?.lastError, null);
  });
});
