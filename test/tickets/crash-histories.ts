import assert from "node:assert/strict";
import fc from "fast-check";
import { escalationsNow } from "#server/escalation/climbing.ts";
import { keyOf } from "#server/escalation/escalation.ts";
import { sendNextMessage } from "#server/notifications/outbox.ts";
import { addPerson } from "#server/people/store.ts";
import { HOUR, MINUTE } from "#server/platform/clock.ts";
import { runOnce } from "#server/platform/scheduler.ts";
import { writeSettings } from "#server/platform/settings.ts";
import { acknowledgeTicket, escalateNow } from "#server/tickets/acknowledging.ts";
import { factsNow } from "#server/tickets/clocks.ts";
import { watchLadders } from "#server/tickets/escalating.ts";
import { sendMessage } from "#server/tickets/replying.ts";
import { reopenTicket, resolveTicket } from "#server/tickets/resolving.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask, readerOf, says } from "#test/tickets/question.ts";

/** What may go wrong between two moments, and how often a history meets it. */
const WORDS = [
  ["asks", 2],
  ["answers", 2],
  ["acknowledges", 2],
  ["resolves", 1],
  ["reopens", 1],
  ["escalates", 1],
  ["nothing", 4],
  ["dies while it takes a step", 2],
  ["dies after the mail server took it", 2],
  ["two at once", 2],
  ["clicks an old button", 2],
  ["mail is refused for good", 2],
] as const;
type Word = (typeof WORDS)[number][0];

const word = fc.oneof(...WORDS.map(([what, weight]) => ({ weight, arbitrary: fc.constant(what) })));
const history = fc.array(
  fc.record({ after: fc.oneof(fc.constantFrom(30, 60, 120, 240), fc.integer({ min: 1, max: 300 })), what: word }),
  { minLength: 3, maxLength: 12 },
);

/** A step whose mail is refused: by chance a short run may see none. */
const REFUSED: { after: number; what: Word }[] = [
  { after: 60, what: "mail is refused for good" },
  { after: 1, what: "mail is refused for good" },
  { after: 1, what: "nothing" },
];

/** A step that dies, mail that dies, and a button of before: the same. */
const DEATHS: { after: number; what: Word }[] = [
  { after: 60, what: "dies while it takes a step" },
  { after: 120, what: "dies after the mail server took it" },
  { after: 1, what: "clicks an old button" },
];

type Wire = { messageId: string; to: string }[];

/** A house whose process dies when it is told to, and the histories that it is to live through. */
export async function openCrashingHouse(engine: "sqlite" | "postgres") {
  const house = await buildHouse({ engine });
  const wire: Wire = [];
  let oldButtons = 0;
  const deaths = { inStep: 0, afterAcceptance: 0 };
  const { ctx } = house;
  let crash: "step" | "mail" | null = null;
  let isRefused = false;
  await writeSettings(ctx, { timeZone: "UTC" });
  await house.settle();
  // Two who answer, so that a death can fall between the first message of a step and the second.
  const second = { name: "Flo Answers", email: "flo@example.test", role: "agent", team: null } as const;
  await addPerson(ctx.db, { ...second, created_at: ctx.clock.now() });
  // The bell rings within the transaction that queues a message: dying there undoes all of it.
  ctx.wakeOutbox = () => {
    if (crash !== "step") return;
    crash = null;
    deaths.inStep++;
    throw new Error("The process was killed while it took a step.");
  };
  ctx.mailer = {
    send: async ({ to, messageId }) => {
      if (isRefused) throw Object.assign(new Error("refused by policy"), { responseCode: 554 });
      wire.push({ messageId, to: to.email });
      if (crash !== "mail") return;
      crash = null;
      deaths.afterAcceptance++;
      throw new Error("The process was killed before it noted that the mail was taken.");
    },
    check: async () => {},
    close: () => {},
  };

  const run = async (work: (ctx: House["ctx"]) => Promise<boolean>) => {
    while (await runOnce(house.ctx, { name: "test", every: 1, work }));
  };

  async function happen(number: number, what: Word): Promise<void> {
    const { cast } = house;
    const { status } = await row(number);
    const isOpen = status !== "resolved";
    if (what === "asks") await sendMessage(ctx, cast.ada, readerOf(cast.ada), number, says("And?", { isAnyway: true }));
    if (what === "answers" && isOpen)
      await sendMessage(ctx, cast.bo, readerOf(cast.bo), number, says("So", { isAnyway: true }));
    if (what === "acknowledges" && isOpen) await acknowledgeTicket(ctx, cast.bo, number);
    if (what === "resolves" && isOpen) await resolveTicket(ctx, cast.ada, readerOf(cast.ada), number, null);
    if (what === "reopens" && !isOpen) await reopenTicket(ctx, cast.ada, readerOf(cast.ada), number);
    if (what === "escalates" && isOpen) {
      const lockNo = (await standing(number)).findLast(({ state }) => state !== "ended")?.lockNo ?? 0;
      await escalateNow(ctx, cast.bo, number, { reason: "It burns", lockNo }).catch((error: Error) => {
        assert.match(error.message, /Nobody is left|was told already/);
      });
    }
    if (what === "dies while it takes a step") crash = "step";
    if (what === "dies after the mail server took it") crash = "mail";
    if (what === "mail is refused for good") isRefused = true;
    if (what === "clicks an old button" && isOpen) await clickOldButtons(number);
    if (what === "two at once") await Promise.all([runOnce(ctx, LADDERS), runOnce(ctx, LADDERS)]);
  }

  /** M11: the ladder moved on since they were drawn. */
  async function clickOldButtons(number: number): Promise<void> {
    const before = await standing(number);
    const live = before.findLast(({ state }) => state !== "ended");
    if (!live || live.lockNo === 0) return;
    const { bo } = house.cast;
    const lockNo = live.lockNo - 1;
    await assert.rejects(acknowledgeTicket(ctx, bo, number, lockNo), /moved on meanwhile/, "M11: seen");
    await assert.rejects(escalateNow(ctx, bo, number, { reason: "Old", lockNo }), /moved on meanwhile/, "M11: told");
    assert.deepEqual(await standing(number), before, "M11");
    oldButtons++;
  }

  const LADDERS = { name: "ladders", every: 1, work: watchLadders };

  const row = (number: number) =>
    house.ctx.db.selectFrom("ticket").selectAll().where("number", "=", number).executeTakeFirstOrThrow();

  async function standing(number: number) {
    const { id, requester_id } = await row(number);
    const { facts, now } = await factsNow(house.ctx, { id, requesterId: requester_id }, house.ctx.clock.now());
    return escalationsNow(house.ctx, id, facts, now);
  }

  const fires = (number: number) =>
    house.ctx.db
      .selectFrom("escalation_fire")
      .innerJoin("escalation", "escalation.id", "escalation_fire.escalation_id")
      .innerJoin("ticket", "ticket.id", "escalation.ticket_id")
      .leftJoin("escalation_lost", (join) =>
        join
          .onRef("escalation_lost.escalation_id", "=", "escalation_fire.escalation_id")
          .onRef("escalation_lost.round", "=", "escalation_fire.round")
          .onRef("escalation_lost.step", "=", "escalation_fire.step"),
      )
      .selectAll("escalation_fire")
      .select("escalation_lost.lost_at")
      .where("ticket.number", "=", number)
      .execute();

  /** M3 to M8, M10 and M11: through deaths at bad moments nothing is lost, nothing is told twice, and rows are right. */
  async function play(numRuns: number, seed?: number): Promise<void> {
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(history, async (all) => {
        const number = await ask(house, house.cast.ada, "Through fire");
        for (const { after, what } of all) {
          await happen(number, what);
          // A dead process misses what it would have done; the next one looks again.
          await house.wait(after * MINUTE);
          crash = null;
          await house.wait(2 * HOUR * (what.startsWith("dies") ? 1 : 0));
          isRefused = false;
          await run(watchLadders);
          await compareRows(number);
        }
        await run(sendNextMessage);
        taken += await compareMessages(number);
      }),
      { numRuns, examples: [[REFUSED], [DEATHS]], ...(seed === undefined ? {} : { seed }) },
    );
    assert.ok(taken > 3, `only ${taken} steps were looked at`);
    await compareWire();
    await compareLost();
    assert.ok(oldButtons > 0, "nobody clicked an old button");
  }

  /** S5: only a step whose every mail was refused is lost, and once; the one after it did not wait. */
  async function compareLost(): Promise<void> {
    const { db } = house.ctx;
    const lost = await db.selectFrom("escalation_lost").selectAll().execute();
    assert.ok(lost.length > 0, "nothing was refused");
    for (const { escalation_id, round, step, lost_at } of lost) {
      const reason = `esc:${escalation_id}:${round}:${step} to %`;
      const notices = db.selectFrom("notice").select("id").where("dedupe_key", "like", reason);
      const states = await db.selectFrom("outbox").select("state").where("notice_id", "in", notices).execute();
      assert.deepEqual(new Set(states.map(({ state }) => state)), new Set(["failed"]), reason);
      const next = await db
        .selectFrom("escalation_fire")
        .select(["due_at", "outcome"])
        .where("escalation_id", "=", escalation_id)
        .where("fired_at", ">=", lost_at)
        .where((is) => is.or([is("round", ">", round), is.and([is("round", "=", round), is("step", ">", step)])]))
        .where("by_id", "is", null)
        .orderBy("fired_at")
        .orderBy("round")
        .orderBy("step")
        .executeTakeFirst();
      assert.ok(!next || (next.due_at ?? lost_at) >= lost_at, `${reason}: the one after it was due before`);
    }
  }

  /** M6 and M7: what is kept is what the facts say; nothing that is due waits longer than one look. */
  async function compareRows(number: number): Promise<void> {
    const { id } = await row(number);
    const derived = await standing(number);
    const kept = await house.ctx.db
      .selectFrom("escalation")
      .selectAll()
      .where("ticket_id", "=", id)
      .orderBy("id")
      .execute();
    assert.deepEqual(
      kept.map((one) => [keyOf({ ...one, trigger: one.cause }), one.lock_no, one.ended]),
      derived.map((one) => [keyOf(one), one.lockNo, one.ended]),
    );
    const now = house.ctx.clock.now();
    for (const one of derived) assert.ok(one.state !== "armed" || (one.dueAt ?? now + 1) > now, "M7: overdue");
  }

  /** M3 to M5: each step has exactly its messages, and no two steps of one ladder told people in one look. */
  async function compareMessages(number: number): Promise<number> {
    const all = await fires(number);
    const told = all.filter(({ outcome }) => outcome === "told");
    // After a step that nobody can hear of the next follows at once: by this clock, at the same moment.
    const heard = told.filter(({ by_id, lost_at }) => by_id === null && lost_at === null);
    const moments = heard.map((one) => `${one.escalation_id} ${one.fired_at}`);
    assert.equal(new Set(moments).size, moments.length, "M3");
    for (const { escalation_id, round, step, told: ids } of told) {
      const reason = `esc:${escalation_id}:${round}:${step} to `;
      const keys = (JSON.parse(ids) as number[]).map((id) => reason + id);
      const kept = await house.ctx.db.selectFrom("notice").select("mail").where("dedupe_key", "in", keys).execute();
      assert.equal(kept.length, keys.length, `M5: ${reason}`);
      const queued = await house.ctx.db
        .selectFrom("outbox")
        .select("person_id")
        .where("dedupe_key", "in", keys)
        .execute();
      // After a standstill the first few come one by one, the rest in one list.
      assert.equal(queued.length, kept.filter(({ mail }) => mail === "at once").length, `M5, by mail: ${reason}`);
    }
    return all.length;
  }

  /** M8: sent is on the wire, withdrawn is not, and what is there twice is there because a process died. */
  async function compareWire(): Promise<void> {
    const rows = await house.ctx.db.selectFrom("outbox").select(["message_id", "state"]).execute();
    const times = new Map<string, number>();
    for (const { messageId } of wire) times.set(messageId, (times.get(messageId) ?? 0) + 1);
    for (const { message_id, state } of rows) {
      if (state === "sent") assert.ok(times.has(message_id), "marked sent, but nobody got it");
      if (state === "suppressed")
        assert.ok((times.get(message_id) ?? 0) <= deaths.afterAcceptance, "withdrawn, yet sent");
    }
    const doubles = [...times.values()].reduce((sum, count) => sum + count - 1, 0);
    assert.ok(doubles <= deaths.afterAcceptance, `${doubles} doubles after ${deaths.afterAcceptance} deaths`);
    assert.ok(deaths.inStep + deaths.afterAcceptance > 0, "nobody died");
  }

  return { house, play };
}
