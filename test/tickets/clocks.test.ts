import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { HOUR, MINUTE } from "#server/platform/clock.ts";
import { waiveBreach } from "#server/tickets/waiving.ts";
import { onEachEngine } from "#test/support/engines.ts";
import type { House } from "#test/support/house.ts";
import { untilMorning } from "#test/tickets/office-hours.ts";
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

  test("what a higher urgency makes late is late by the change, and the ticket says so", async () => {
    await untilMorning(house_);
    const number = await ask(house_, "Becomes urgent");
    await house_.wait(2 * HOUR);
    const { seq } = await row(house_, number);
    const bo = await house_.as(house_.cast.bo);
    const before = (await bo.get(`/tickets/${number}`)).text;
    await bo.post(`/tickets/${number}/triage`, { seq: String(seq), status: "", urgency: "high", category: "" });
    const changedAt = house_.ctx.clock.now();
    await house_.wait(MINUTE);
    const [first] = await clocks(house_, number);
    assert.deepEqual([first?.breachKind, first?.breachedAt], ["change", changedAt]);
    assert.match((await bo.get(`/tickets/${number}`)).text, /Late by a change/);
    assert.doesNotMatch(before, /Late by a change/);
  });

  test("C8: with other zone data running clocks are derived anew, and each that moved is named in the log", async () => {
    const { ctx } = house_;
    const number = await ask(house_, "By the old zone data");
    const { id } = await row(house_, number);
    const [first] = await clocks(house_, number);
    await ctx.db
      .updateTable("sla_clock")
      .set({ due_at: 1 })
      .where("ticket_id", "=", id)
      .where("metric", "=", "first")
      .execute();
    const { clocks_book } = await row(house_, number);
    assert.ok(clocks_book.endsWith(` ${process.versions.tz}`));
    await ctx.db
      .updateTable("ticket")
      .set({ clocks_book: clocks_book.replace(/ .*/, " 2019a") })
      .where("id", "=", id)
      .execute();
    const lines: object[] = [];
    const { log } = ctx;
    ctx.log = new Proxy(log, {
      get: (real, name) => (name === "info" ? (line: object) => lines.push(line) : Reflect.get(real, name)),
    });
    await house_.settle();
    ctx.log = log;
    assert.deepEqual(lines, [{ ticket: id, clock: `T-${number} first`, from: 1, to: first?.dueAt }]);
    assert.equal((await clocks(house_, number))[0]?.dueAt, first?.dueAt);
  });

  test("C3: where a calendar has no time left, the clock says so and those who run the place hear of it once", async () => {
    const { cast, ctx } = house_;
    const dee = await house_.as(cast.dee);
    const saved = await dee.post("/admin/calendars", {
      name: "An hour a week",
      timeZone: "UTC",
      Sunday: "00:00–01:00",
    });
    const calendar = (saved.headers.get("location") ?? "").split("/").at(-1) ?? "";
    const policy = { name: "Never", position: "1", enabled: "yes", categories: "access", calendar, warn: "75" };
    assert.equal((await dee.post("/admin/policies", { ...policy, "normal-first": "8000 h" })).status, 303);
    const number = await ask(house_, "Never due", "normal", "access");
    await house_.settle();
    await house_.wait(HOUR);
    const [first] = await clocks(house_, number);
    assert.deepEqual([first?.dueAt, first?.note], [null, "calendar has no time left"]);
    const told = await ctx.db.selectFrom("notice").selectAll().where("kind", "=", "calendar.out-of-time").execute();
    assert.deepEqual(
      told.map(({ person_id, sentence }) => [person_id, sentence]),
      [[cast.dee.id, "The calendar “An hour a week” has no time left: one promise is never due by it."]],
    );
    const mails = house_.sent().filter(({ subject }) => subject === "A calendar has no time left");
    assert.deepEqual(
      mails.map(({ to }) => to),
      ["dee@example.test"],
    );
    assert.match((await (await house_.as(cast.bo)).get(`/tickets/${number}`)).text, /alendar has no time left/);
  });

  test("P6: whatever happens to tickets, what is kept is what a rebuild gives", () => playRebuilding(house_, 12));

  test("P7: what happens to other tickets, before or after, changes nothing about one", () => playSwapped(house_, 8));
});
