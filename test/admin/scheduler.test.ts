import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { beat } from "#server/admin/heartbeat.ts";
import { HOUR, MINUTE } from "#server/platform/clock.ts";
import { writeJobStates } from "#server/platform/job-states.ts";
import { holdLease } from "#server/platform/lease.ts";
import { noteOutage } from "#server/platform/outages.ts";
import { runOnce } from "#server/platform/scheduler.ts";
import { writeSettings } from "#server/platform/settings.ts";
import { watchLadders } from "#server/tickets/escalating.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask } from "#test/tickets/question.ts";

onEachEngine("the scheduler watches itself", (engine) => {
  let house: House;
  let now: number;
  const calls: string[] = [];
  let answer = 200;
  const outside = createServer((request, response) => {
    calls.push(`${request.method} ${request.url}`);
    response.writeHead(answer).end();
  });
  before(async () => {
    await new Promise<void>((resolve) => outside.listen(0, "127.0.0.1", resolve));
    const heartbeatUrl = `http://127.0.0.1:${(outside.address() as AddressInfo).port}/ping/4711`;
    house = await buildHouse({ engine, config: { heartbeatUrl } });
    await writeSettings(house.ctx, { timeZone: "UTC" });
    await house.settle();
    now = house.ctx.clock.now();
    // A clock of our own: the jobs do not run when it is wound.
    house.ctx.clock = { now: () => now };
  });
  after(async () => {
    await house.close();
    outside.closeAllConnections();
    await new Promise((resolve) => outside.close(resolve));
  });

  const bar = async (who: "bo" | "ada") => (await (await house.as(house.cast[who])).get("/")).text;
  const STILL = /Ladders stand still: a step is late, the oldest by 5 min/;

  test("while ladders move, it says outside that all is well, and nobody sees a bar", async () => {
    await ask(house, house.cast.ada, "Nobody hears me");
    await holdLease(house.ctx, "test", true);
    calls.length = 0;
    await beat(house.ctx);
    assert.deepEqual(calls, ["POST /ping/4711"]);
    assert.doesNotMatch(await bar("bo"), /stand still|nothing by itself/);
  });

  test("when they stand still everybody on staff sees it, the figures say it, and the heartbeat stays away", async () => {
    now += 35 * MINUTE;
    await holdLease(house.ctx, "test", true);
    calls.length = 0;
    await beat(house.ctx);
    assert.deepEqual(calls, []);
    assert.match(await bar("bo"), STILL);
    assert.doesNotMatch(await bar("ada"), /stand still/);
    const dee = await house.as(house.cast.dee);
    const { text } = await dee.get("/metrics");
    assert.match(text, /^firstline_ladder_steps_late 1$/m);
    assert.match(text, /^firstline_ladder_lag_seconds 300$/m);
    assert.match(text, /^firstline_ladders_held 0$/m);
    assert.match((await dee.get("/admin/scheduler")).text, STILL);

    while (await runOnce(house.ctx, { name: "ladders", every: 1, work: watchLadders }));
    now += MINUTE;
    assert.doesNotMatch(await bar("bo"), /stand still/);
    await beat(house.ctx);
    assert.equal(calls.length, 1);
  });

  test("a timetable that has fallen silent is seen, too", async () => {
    now += 3 * MINUTE;
    assert.match(await bar("bo"), /has done nothing by itself for 4 min/);
    await holdLease(house.ctx, "test", true);
    now += MINUTE;
    assert.doesNotMatch(await bar("bo"), /nothing by itself/);
  });

  test("an outside that does not take it makes the job fail, where admins see it", async () => {
    answer = 500;
    await assert.rejects(beat(house.ctx), /HEARTBEAT_URL answered with 500/);
    answer = 200;
  });

  test("admins see each job, what cannot go on, and when the portal stood still; nobody else does", async () => {
    const { ctx, cast } = house;
    const common = { ranAt: now, okAt: null, tookMs: 12, behindSince: null };
    await writeJobStates(ctx, [
      { ...common, name: "send mail", failures: 3, lastError: "No route to the mail server" },
      { ...common, name: "derive journeys", failures: 0, lastError: null, behindSince: now - MINUTE },
    ]);
    await noteOutage(ctx, { from: now - 3 * HOUR, to: now - 2 * HOUR, reason: "stood still" });
    await ask(house, cast.ada, "Breaks its ladder");
    now += 31 * MINUTE;
    const ring = ctx.wakeOutbox;
    ctx.wakeOutbox = () => {
      throw new Error("The disk is full.");
    };
    await runOnce(ctx, { name: "ladders", every: 1, work: watchLadders });
    ctx.wakeOutbox = ring;
    const dee = await house.as(cast.dee);
    const { text } = await dee.get("/admin/scheduler");
    assert.match(
      text,
      /send mail[\s\S]*failed 3 times[\s\S]*No route to the mail server[\s\S]*derive journeys[\s\S]*behind/,
    );
    assert.match(text, /T-2[\s\S]*The disk is full/);
    assert.match(text, /: stood still/);
    const figures = (await dee.get("/metrics")).text;
    assert.match(figures, /^firstline_job_failures\{job="send mail"\} 3$/m);
    for (const stranger of [cast.cy, cast.bo, cast.ada])
      assert.equal((await (await house.as(stranger)).get("/admin/scheduler")).status, 404);
  });
});
