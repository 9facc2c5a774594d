import assert from "node:assert/strict";
import { test } from "node:test";
import { findDrift } from "#server/tickets/drift.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse } from "#test/support/house.ts";
import { playDays } from "#test/support/soak.ts";
import { ask } from "#test/tickets/question.ts";

onEachEngine("stored due times", (engine) => {
  test("are after three weeks what a rebuild gives; `npm run bench:soak` plays a year of 200,000 tickets", async () => {
    const soak = { engine, past: 0, running: 6, days: 20, stepDays: 4, eventsADay: 1, seed: 4711 };
    const { adrift, compared, steps, events, overdue } = await playDays(soak);
    assert.deepEqual(adrift, []);
    assert.ok(compared > 15 && steps > 8 && events > 12, `${compared} compared, ${steps} steps, ${events} events`);
    assert.equal(overdue, 0);
  });

  test("that were changed by hand are found, in the clocks and in the ladders", async () => {
    const house = await buildHouse({ engine });
    try {
      await house.settle();
      for (const subject of ["Clock", "Ladder", "Untouched"]) await ask(house, house.cast.ada, subject);
      const { db } = house.ctx;
      await db
        .updateTable("sla_clock")
        .set({ due_at: 1 })
        .where("ticket_id", "=", 1)
        .where("metric", "=", "first")
        .execute();
      await db.updateTable("escalation").set({ due_at: 1 }).where("ticket_id", "=", 2).execute();
      const { adrift, compared } = await findDrift(house.ctx, 0, 10);
      assert.equal(compared, 3);
      assert.deepEqual(adrift, ["T-1 (first 1)", "T-2 (unheard 0 0)"]);
    } finally {
      await house.close();
    }
  });
});
