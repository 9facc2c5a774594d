import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { HOUR, MINUTE } from "#server/platform/clock.ts";
import { waiveBreach } from "#server/tickets/waiving.ts";
import { onEachEngine } from "#test/support/engines.ts";
import type { House } from "#test/support/house.ts";
import { ask, clocks, openHouse, playRebuilding, playSwapped, row, say } from "./clock-histories.ts";

onEachEngine("clocks of tickets", (engine) => {
  let house_: House;
  before(async () => {
    house_ = await openHouse(engine);
  });
  after(() => house_.close());

  test("a new question gets its clocks by the policy the portal comes with, and stands on the desk by them", async () => {
    const number = await ask(house_);
    const now = house_.ctx.clock.now();
    const [first, total] = await clocks(house_, number);
    assert.deepEqual([first?.metric, first?.dueAt, total?.metric], ["first", now + 4 * HOUR, "total-resolution"]);
    const { due_at, desk_place } = await row(house_, number);
    assert.deepEqual([due_at, desk_place], [now + 4 * HOUR, now + 4 * HOUR]);
  });

  test("who has it is warned once, and what is missed is told once to those who lead", async () => {
    const number = await ask(house_, "Warn me");
    const about = `[T-${number}] Warn me`;
    const told = () =>
      house_
        .sent()
        .filter(({ subject, text }) => subject === about && text.includes("first response"))
        .map(({ to, text }) => `${to} ${text.includes("is late") ? "late" : "soon"}`);
    await house_.wait(3 * HOUR - MINUTE);
    assert.deepEqual(told(), []);
    await house_.wait(MINUTE);
    await house_.settle();
    assert.deepEqual(told(), ["bo@example.test soon"]);
    await house_.wait(HOUR + 1);
    await house_.wait(HOUR);
    assert.deepEqual(told(), ["bo@example.test soon", "cy@example.test late"]);
    const [first] = await clocks(house_, number);
    assert.equal(first?.breachKind, "time");
  });

  test("an answer in time stops the clock, and nobody is told of it", async () => {
    await house_.wait(14 * HOUR);
    const number = await ask(house_, "Quick");
    await say(house_, "bo", number, "wait");
    const before = house_.sent().length;
    await house_.wait(30 * HOUR);
    const [first, total] = await clocks(house_, number);
    assert.deepEqual([first?.state, total?.state, (await row(house_, number)).due_at], ["met", "paused", null]);
    const late = house_.sent().slice(before);
    assert.deepEqual(
      late.filter(({ text }) => /due soon|is late/.test(text)),
      [],
    );
  });

  test("those who lead can excuse what was late; agents cannot, and what was in time needs no excuse", async () => {
    const number = await ask(house_, "Excuse", "high");
    const waiver = { metric: "first" as const, n: 1, reason: "The network was down" };
    await assert.rejects(waiveBreach(house_.ctx, house_.cast.cy, number, waiver), /not late/);
    await house_.wait(24 * HOUR);
    await assert.rejects(waiveBreach(house_.ctx, house_.cast.bo, number, waiver), /Only those who lead/);
    await waiveBreach(house_.ctx, house_.cast.cy, number, waiver);
    const [first] = await clocks(house_, number);
    assert.equal(first?.waivedReason, "The network was down");
    assert.ok(first?.breachedAt);
  });

  test("a clock that cannot be looked at holds up no other, and is looked at again later", async () => {
    const [broken, other] = [await ask(house_, "Broken", "high"), await ask(house_, "Whole", "high")];
    const [first] = await clocks(house_, broken);
    await house_.wait((first?.warnAt ?? 0) - house_.ctx.clock.now() - 1);
    const ring = house_.ctx.wakeOutbox;
    let rings = 0;
    house_.ctx.wakeOutbox = () => {
      if (rings++ === 0) throw new Error("The disk is full.");
    };
    await house_.wait(1);
    house_.ctx.wakeOutbox = ring;
    const warned = async () => {
      const rows = await house_.ctx.db
        .selectFrom("sla_clock")
        .select("name")
        .where("told_warning_at", "is not", null)
        .execute();
      return [broken, other].map((number) => rows.some(({ name }) => name === `T-${number}`));
    };
    assert.ok(rings > 0, "nobody rang");
    assert.deepEqual(await warned(), [false, true]);
    await house_.wait(10 * MINUTE);
    assert.deepEqual(await warned(), [true, true]);
  });

  test("P6: whatever happens to tickets, what is kept is what a rebuild gives", () => playRebuilding(house_, 12));

  test("P7: what happens to other tickets, before or after, changes nothing about one", () => playSwapped(house_, 8));
});
