import assert from "node:assert/strict";
import type { Context } from "#server/platform/context.ts";
import { openDatabase } from "#server/platform/database/database.ts";
import { Superseded } from "#server/platform/database/superseded.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { holdLease, LEASE } from "#server/platform/lease.ts";
import { type Job, startJobs } from "#server/platform/scheduler.ts";
import { writeSettings } from "#server/platform/settings.ts";
import { buildHouse } from "#test/support/house.ts";

export const BEAT = 20;

export const until = async (isSo: () => boolean | Promise<boolean>) => {
  const end = performance.now() + 5000;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error("It never happened.");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

/** Two processes: each has a connection of its own and the same clock. */
export async function openTwoProcesses(engine: "sqlite" | "postgres") {
  const house = await buildHouse({ engine });
  const second = openDatabase(house.ctx.config);
  const time = { now: Date.UTC(2026, 5, 9, 9) };
  const clock = { now: () => time.now };
  return {
    one: { ...house.ctx, clock } as Context,
    other: { ...house.ctx, clock, db: second.db } as Context,
    time,
    close: async () => {
      await second.close();
      await house.close();
    },
  };
}
type Two = Awaited<ReturnType<typeof openTwoProcesses>>;

/** M10: one of them works, and the other goes on when it has fallen silent. */
export async function workAsOne({ one, other }: Two): Promise<void> {
  const done: string[] = [];
  const own: string[] = [];
  const timetable = (who: string): Job[] => [
    { name: "work", every: 5, work: async () => done.push(who) < 0 },
    { name: "memory", every: 5, ofEachProcess: true, work: async () => own.push(who) < 0 },
  ];
  const first = startJobs(one, timetable("one"), { beat: BEAT });
  const second = { stop: async () => {} };
  try {
    await until(() => done.length > 2);
    Object.assign(second, startJobs(other, timetable("other"), { beat: BEAT }));
    await until(() => own.includes("other") && done.length > 10);
    assert.deepEqual([...new Set(done)], ["one"]);
    assert.ok(own.includes("one"), "what a process holds in memory is its own business");
    await first.stop();
    await until(() => done.includes("other"));
    assert.equal(done.lastIndexOf("one"), done.indexOf("other") - 1, "one after the other, never both");
  } finally {
    await first.stop();
    await second.stop();
  }
}

/** M10: what an old holder is about to write is not written. */
export async function writeTooLate({ one, other, time }: Two): Promise<void> {
  const { fence } = (await holdLease(one, "one", false)) as { fence: number };
  time.now += LEASE;
  await holdLease(other, "other", false);
  const writing = inTransaction({ ...one, fence }, (ctx) => writeSettings(ctx, { organisation: "Too late" }));
  await assert.rejects(writing, Superseded);
  const rows = await one.db.selectFrom("setting").selectAll().where("value", "=", "Too late").execute();
  assert.deepEqual(rows, []);
}
