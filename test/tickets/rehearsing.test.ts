import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { listLadders } from "#server/escalation/ladder-editing.ts";
import { HOUR, MINUTE } from "#server/platform/clock.ts";
import { writeSettings } from "#server/platform/settings.ts";
import { rehearseLadder } from "#server/tickets/rehearsing.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask } from "#test/tickets/question.ts";

onEachEngine("rehearsals", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
    await writeSettings(house.ctx, { timeZone: "UTC" });
    await house.settle();
  });
  after(() => house.close());

  test("what a ladder would have done stands beside what the present one does, and nothing is sent or kept", async () => {
    const { ctx } = house;
    const from = ctx.clock.now();
    for (let n = 0; n < 3; n++) await ask(house, house.cast.ada, `Waits ${n}`);
    await house.wait(2 * HOUR);
    await house.settle();
    const [present] = await listLadders(ctx);
    assert.ok(present);
    const counts = async () => (await ctx.db.selectFrom("escalation_fire").select("step").execute()).length;
    const [sent, fires] = [house.sent().length, await counts()];
    const quick = {
      ...present.ladder.steps[0],
      name: "Quick",
      afterMinutes: 5,
    } as (typeof present.ladder.steps)[number];
    const ghosts = { ...quick, name: "Ghosts", groups: [], people: [999_999], afterMinutes: 10 };
    const tried = { ...present.ladder, steps: [quick, ghosts], categories: [] };
    const result = await rehearseLadder(ctx, tried, from, from + MINUTE);
    assert.deepEqual([result.present.tickets, result.present.notifications], [3, 6], "support and leads, for each");
    assert.deepEqual(result.present.people, [
      { name: "Bo Answers", notifications: 3, mostInAnHour: 3 },
      { name: "Cy Leads", notifications: 3, mostInAnHour: 3 },
    ]);
    assert.deepEqual(result.ladder.steps, [
      { name: "Quick", taken: 3 },
      { name: "Ghosts", taken: 3 },
    ]);
    assert.deepEqual([result.ladder.notifications, result.ladder.unheard.length, result.ladder.atNight], [3, 3, 0]);
    assert.deepEqual([house.sent().length, await counts()], [sent, fires]);
  });

  test("an admin sees it before a ladder is saved, and saves it from there; nobody else comes there", async () => {
    const form = {
      name: "Tried",
      position: "5",
      enabled: "yes",
      categories: "",
      repeat: "0",
      again: "1 h",
      ack: "4 h",
    };
    const step = { "name-0": "Agents", "after-0": "20 min", "counts-0": "business", "agents-0": "yes" };
    const dee = await house.as(house.cast.dee);
    const { status, text } = await dee.post("/admin/rehearsal", { ...form, ...step, action: "/admin/ladders/1" });
    assert.equal(status, 200);
    assert.match(text, /The 3 tickets of/);
    assert.match(text, /<th scope="row">Notifications<\/th><td class="r">3<\/td><td class="r">6<\/td>/);
    assert.match(text, /action="\/admin\/ladders\/1"[\s\S]*name="name-0" value="Agents"/);
    assert.equal((await listLadders(house.ctx)).length, 1, "nothing was saved");
    assert.equal((await dee.post("/admin/rehearsal", { ...form, action: "https://evil.test/" })).status, 400);
    assert.equal((await (await house.as(house.cast.cy)).post("/admin/rehearsal", { ...form, ...step })).status, 403);
  });
});
