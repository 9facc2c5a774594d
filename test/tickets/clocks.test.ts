import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { clocksKept, keepClocks } from "#server/escalation/keeping.ts";
import { readerFrom } from "#server/journeys/journal.ts";
import { HOUR, MINUTE } from "#server/platform/clock.ts";
import { writeSettings } from "#server/platform/settings.ts";
import { factsOf } from "#server/tickets/clock-facts.ts";
import { eventsOf } from "#server/tickets/clocks-store.ts";
import { openTicket } from "#server/tickets/opening.ts";
import { sendMessage } from "#server/tickets/replying.ts";
import { reopenTicket, resolveTicket } from "#server/tickets/resolving.ts";
import { waiveBreach } from "#server/tickets/waiving.ts";
import { writeDown } from "#server/tickets/writing.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";

const READER = readerFrom({ person: null, sessionHash: null, provedAt: null, visitor: "v".repeat(43) }, {});

/** A house at nine o'clock UTC on a Tuesday, whose organisation is in UTC. */
async function house(engine: "sqlite" | "postgres"): Promise<House> {
  const house = await buildHouse({ engine });
  await writeSettings(house.ctx, { timeZone: "UTC" });
  await house.settle();
  return house;
}

const ask = (house: House, subject = "Merge fails", urgency: "normal" | "high" = "normal") =>
  openTicket(house.ctx, house.cast.ada, READER, {
    subject,
    message: writeDown("It says 42804."),
    category: null,
    urgency,
    tried: [],
  });

const say = (house: House, who: "ada" | "bo", number: number, next: "" | "wait" = "") =>
  sendMessage(house.ctx, house.cast[who], READER, number, {
    kind: "public",
    message: writeDown("So it is."),
    seen: 0,
    isAnyway: true,
    next,
  });

const row = (house: House, number: number) =>
  house.ctx.db.selectFrom("ticket").selectAll().where("number", "=", number).executeTakeFirstOrThrow();

const clocks = async (house: House, number: number) => clocksKept(house.ctx, [(await row(house, number)).id]);

onEachEngine("clocks of tickets", (engine) => {
  let house_: House;
  before(async () => {
    house_ = await house(engine);
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

  test("P6 and P7: whatever happens to tickets in whatever order, what is kept is what a rebuild gives", async () => {
    const happening = fc.tuple(
      fc.integer({ min: 0, max: 1 }),
      fc.integer({ min: 0, max: 400 }),
      fc.constantFrom("asks", "answers", "waits", "resolves", "reopens"),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 8 }), async (happenings) => {
        const numbers = [await ask(house_), await ask(house_, "Another", "high")];
        for (const [which, minutes, what] of happenings) {
          await house_.wait(minutes * MINUTE);
          await happen(house_, numbers[which] as number, what);
        }
        await house_.settle();
        for (const number of numbers) await compareWithRebuild(house_, number);
      }),
      { numRuns: 12 },
    );
  });
});

async function happen(house: House, number: number, what: string): Promise<void> {
  const { status } = await row(house, number);
  if (what === "asks") await say(house, "ada", number);
  if (what === "answers") await say(house, "bo", number);
  if (what === "waits" && status !== "resolved") await say(house, "bo", number, "wait");
  if (what === "resolves" && status !== "resolved")
    await resolveTicket(house.ctx, house.cast.ada, READER, number, null);
  if (what === "reopens") await reopenTicket(house.ctx, house.cast.ada, READER, number);
}

async function compareWithRebuild(house: House, number: number): Promise<void> {
  const { ctx } = house;
  const ticket = await row(house, number);
  const all = () =>
    ctx.db
      .selectFrom("sla_clock")
      .selectAll()
      .where("ticket_id", "=", ticket.id)
      .orderBy("metric")
      .orderBy("n")
      .execute();
  const kept = await all();
  await ctx.db.deleteFrom("sla_clock").where("ticket_id", "=", ticket.id).execute();
  const about = { id: ticket.id, name: `T-${number}`, address: `/tickets/${number}` };
  const { dueAt } = await keepClocks(
    ctx,
    about,
    factsOf(await eventsOf(ctx.db, ticket.id), ticket.requester_id),
    ctx.clock.now(),
  );
  const derived = ({ id: _id, told_warning_at: _w, told_breach_at: _b, next_at: _n, ...rest }: (typeof kept)[number]) =>
    rest;
  assert.deepEqual((await all()).map(derived), kept.map(derived));
  assert.equal(ticket.due_at, dueAt);
}
