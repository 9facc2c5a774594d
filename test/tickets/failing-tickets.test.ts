import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { HOUR, MINUTE } from "#server/platform/clock.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouseInUtc, type House } from "#test/support/house.ts";
import { ask } from "./question.ts";

onEachEngine("S2: a ticket that fails", (engine) => {
  let house: House;
  let [broken, other] = [0, 0];
  let isBroken = true;
  before(async () => {
    house = await buildHouseInUtc(engine);
    broken = await ask(house, house.cast.zoe, "Breaks", { category: "monitoring" });
    other = await ask(house, house.cast.ada, "Goes on");
    house.ctx.db = house.ctx.db.withPlugin({
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => ({ ...result, rows: result.rows.map(spoil) }),
    });
  });
  after(() => house.close());

  const idOf = async (number: number) =>
    (await house.ctx.db.selectFrom("ticket").select("id").where("number", "=", number).executeTakeFirstOrThrow()).id;
  /** Its history cannot be read, as if a disk had spoilt it. */
  const spoil = <Row extends Record<string, unknown>>(row: Row): Row =>
    isBroken && typeof row.data === "string" && row.data.includes('"monitoring"')
      ? { ...row, data: "no history" }
      : row;
  const ladder = async (number: number) =>
    house.ctx.db
      .selectFrom("escalation")
      .select(["last_error", "tries", "retry_at", "lock_no"])
      .where("ticket_id", "=", await idOf(number))
      .executeTakeFirstOrThrow();
  const promise = async (number: number) =>
    house.ctx.db
      .selectFrom("sla_clock")
      .select(["told_breach_at", "next_at"])
      .where("ticket_id", "=", await idOf(number))
      .where("metric", "=", "first")
      .executeTakeFirstOrThrow();
  const shown = async () => (await (await house.as(house.cast.dee)).get("/admin/scheduler")).text;

  test("says why and is tried again later and later, an admin sees it, and the next ladder goes on", async () => {
    await house.wait(30 * MINUTE);
    const { now } = house.ctx.clock;
    for (const [tries, gap] of [1, 2, 4, 8].map((minutes, place) => [place + 1, minutes * MINUTE] as const)) {
      const row = await ladder(broken);
      assert.match(row.last_error ?? "", /JSON/);
      assert.deepEqual([row.tries, row.retry_at], [tries, now() + gap]);
      assert.match(await shown(), new RegExp(`Ladders that cannot go on[\\s\\S]*T-${broken}</a></td><td>[^<]*JSON`));
      await house.wait(gap - 1);
      assert.equal((await ladder(broken)).tries, tries, "not before");
      await house.wait(1);
    }
    assert.deepEqual([(await ladder(other)).last_error, (await ladder(other)).lock_no > 0], [null, true]);
    assert.equal((await (await house.as(house.cast.bo)).get("/admin/scheduler")).status, 404);
  });

  test("holds up no other clock either, and both go on when it is mended", async () => {
    await house.wait(4 * HOUR);
    assert.notEqual((await promise(other)).told_breach_at, null);
    assert.equal((await promise(broken)).told_breach_at, null);
    assert.ok(((await promise(broken)).next_at ?? 0) > house.ctx.clock.now(), "it waits");
    isBroken = false;
    await house.wait(HOUR);
    assert.notEqual((await promise(broken)).told_breach_at, null);
    const { last_error, tries, retry_at } = await ladder(broken);
    assert.deepEqual({ last_error, tries, retry_at }, { last_error: null, tries: 0, retry_at: null });
    assert.doesNotMatch(await shown(), /cannot go on/);
  });
});
