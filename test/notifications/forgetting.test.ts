import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CALLS_KEPT, forgetOldCalls, forgetOldNotices, NOTICES_KEPT } from "#server/notifications/forgetting.ts";
import { notify } from "#server/notifications/notifying.ts";
import { addWebhook } from "#server/notifications/webhook-store.ts";
import { DAY, MINUTE } from "#server/platform/clock.ts";
import { forgetOldDrills } from "#server/tickets/drill-forgetting.ts";
import { actInDrill, startDrill } from "#server/tickets/drilling.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";

onEachEngine("what told somebody", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
    const hook = { name: "Bo's", url: "https://chat.example.com/bo", shape: "json", hears: "[]" } as const;
    const madeAt = { made_by: house.cast.dee.id, made_at: house.ctx.clock.now() };
    await addWebhook(house.ctx.db, { ...hook, person_id: house.cast.bo.id, ...madeAt });
    house.ctx.outgoing = { post: async () => ({ status: 200, tookMs: 1 }) };
    await house.settle();
  });
  after(() => house.close());

  const forward = (ms: number) => {
    const now = house.ctx.clock.now() + ms;
    house.ctx.clock = { now: () => now };
  };
  const tell = (reason: string) =>
    notify(house.ctx, {
      ...{ kind: "ticket.assigned", to: house.cast.bo, reason, about: reason, payload: { number: 9, place: 1 } },
      ...{ urgency: "urgent", address: "/desk", sentence: "Tried.", rule: "A try" },
    });
  const kept = async (table: "notice" | "webhook_delivery") =>
    (await house.ctx.db.selectFrom(table).select("about").orderBy("id").execute()).map(({ about }) => about);
  const drills = async () =>
    Promise.all(
      (["drill", "drill_question", "drill_event"] as const).map(
        async (table) => (await house.ctx.db.selectFrom(table).selectAll().execute()).length,
      ),
    );

  test("goes when it is too old, with what hangs on it; what is younger or still waits stays", async () => {
    await tell("first");
    await house.settle();
    forward(CALLS_KEPT - DAY);
    await tell("second");
    assert.equal(await forgetOldCalls(house.ctx), false);
    assert.deepEqual(await kept("webhook_delivery"), ["first", "second"]);
    forward(2 * DAY);
    await forgetOldCalls(house.ctx);
    assert.deepEqual(await kept("webhook_delivery"), ["second"]);
    assert.deepEqual(await kept("notice"), ["first", "second"]);
    forward(CALLS_KEPT);
    await forgetOldCalls(house.ctx);
    assert.deepEqual(await kept("webhook_delivery"), ["second"], "nobody has called it yet");
    forward(NOTICES_KEPT - 2 * CALLS_KEPT);
    await forgetOldNotices(house.ctx);
    assert.deepEqual(await kept("notice"), ["second"]);
    const mails = await house.ctx.db.selectFrom("outbox").select(["about", "notice_id"]).orderBy("id").execute();
    assert.deepEqual(
      mails.map(({ about, notice_id }) => [about, notice_id === null]),
      [
        ["first", true],
        ["second", false],
      ],
    );
  });

  test("a practice goes a year after it ended, with all that was done in it, and no other does", async () => {
    const { ctx, cast } = house;
    const start = (name: string) => startDrill(ctx, cast.cy, { name, speed: 15, day: null });
    const first = await start("First");
    assert.ok(first);
    forward(25 * MINUTE);
    await actInDrill(ctx, cast.bo, first, 1, { kind: "acknowledged", data: {} });
    forward(300 * DAY);
    const second = await start("Second");
    assert.ok(second);
    const [, questions, events] = await drills();
    assert.equal(events, 1);
    assert.equal(await forgetOldDrills(ctx), false);
    forward(70 * DAY);
    assert.equal(await forgetOldDrills(ctx), true);
    assert.equal(await forgetOldDrills(ctx), false);
    const [left, asked, done] = await drills();
    assert.deepEqual([left, done], [1, 0]);
    assert.ok((asked ?? 0) > 0 && (asked ?? 0) < (questions ?? 0));
  });
});
