import assert from "node:assert/strict";
import fc from "fast-check";
import { releaseBrake } from "#server/escalation/braking.ts";
import { PLAIN, type Step, USUAL } from "#server/escalation/ladder.ts";
import { saveLadder } from "#server/escalation/ladder-editing.ts";
import { timetable } from "#server/jobs.ts";
import { addPerson } from "#server/people/store.ts";
import { HOUR, MINUTE } from "#server/platform/clock.ts";
import { Refusal } from "#server/platform/errors.ts";
import { runOnce } from "#server/platform/scheduler.ts";
import { writeSettings } from "#server/platform/settings.ts";
import { acknowledgeTicket } from "#server/tickets/acknowledging.ts";
import { assignTicket } from "#server/tickets/assigning.ts";
import { resolveTicket } from "#server/tickets/resolving.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask, readerOf } from "#test/tickets/question.ts";

/** Many ask at once, some are answered, somebody lets go what is held, the portal stands still: in any order. */
const happening = fc.record({
  what: fc.constantFrom("many ask", "many ask", "time passes", "somebody sees one", "one is solved", "let go", "down"),
  count: fc.integer({ min: 1, max: 26 }),
  minutes: fc.constantFrom(1, 2, 5, 10, 30, 31, 45),
});
type Happening = { what: string; count: number; minutes: number };

/** A storm by itself: by chance a short run may see none. */
const STORM: Happening[] = [
  { what: "many ask", count: 26, minutes: 10 },
  { what: "time passes", count: 1, minutes: 2 },
  { what: "one is solved", count: 3, minutes: 45 },
];
const CLICKED: Happening[] = [
  { what: "many ask", count: 24, minutes: 10 },
  { what: "let go", count: 1, minutes: 1 },
];
/** Three who answer: nobody is told too often, yet too much is due in one minute. */
const MANY: Happening[] = [{ what: "many ask", count: 24, minutes: 11 }];

const JOBS = [
  ...["bring clocks up to date", "see whom ladders could not reach", "move the ladders"],
  ...["let go what the storm brake holds", "send mail"],
];

type Stormy = { house: House; agents: readonly number[]; pass(ms: number): Promise<void> };

/** A house with a ladder around the clock, and a clock that only moves what this is about. */
export async function openStormyHouse(engine: "sqlite" | "postgres"): Promise<Stormy> {
  const house = await buildHouse({ engine });
  const { ctx, cast } = house;
  await writeSettings(ctx, { timeZone: "UTC" });
  await house.settle();
  const agents = [cast.bo.id];
  for (const name of ["Flo", "Gus"]) {
    const person = { name, email: `${name}@example.test`, role: "agent", team: null } as const;
    agents.push((await addPerson(ctx.db, { ...person, created_at: ctx.clock.now() })).id);
  }
  const step = (name: string, wishes: Partial<Step>): Step => ({
    ...{ name, afterMinutes: 10, counts: "calendar", groups: ["assignee"], people: [], rotas: [] },
    ...{ onlyPriorities: [], raises: false, assigns: false, ...PLAIN, ...wishes },
  });
  const by = (percent: number) => ({ at: { promise: "response" as const, percent, minutes: 0 }, afterMinutes: 0 });
  await saveLadder(ctx, cast.dee, null, {
    ...{ name: "Stormy", position: 1, isEnabled: true, categories: [], ...USUAL, repeat: 0 },
    ...{ repeatAfterMinutes: 60, ackMinutes: 30 },
    steps: [
      step("Who has it", {}),
      step("A share", by(10)),
      step("Another", by(20)),
      step("Leads", { groups: ["managers"] }),
    ],
  });
  let now = ctx.clock.now();
  ctx.clock = { now: () => now };
  const jobs = timetable.filter(({ name }) => JOBS.includes(name));
  const pass = async (ms: number) => {
    now += ms;
    for (const job of jobs) while (await runOnce(ctx, job));
  };
  return { house, agents, pass };
}

/** M3 to M7, M9 and D5: however many are due, nobody is flooded and nothing is forgotten. Says how many were held. */
export async function playStorms({ house, agents, pass }: Stormy, numRuns: number, seed?: number): Promise<number> {
  const rows = () => house.ctx.db.selectFrom("escalation").selectAll().execute();

  async function happen({ what, count, minutes }: Happening, open: number[]): Promise<void> {
    const { ctx, cast } = house;
    const one = open[count % Math.max(1, open.length)];
    if (what === "many ask")
      for (let n = 0; n < count; n++) {
        const number = await ask(house, cast.ada, `One of ${count}`);
        await assignTicket(ctx, cast.cy, number, { from: null, to: agents[n % (1 + (minutes % 3))] as number });
        open.push(number);
      }
    try {
      if (what === "somebody sees one" && one) await acknowledgeTicket(ctx, cast.bo, one);
      if (what === "one is solved" && one) await solve(open, one);
      if (what === "let go") await releaseBrake(ctx, cast.cy);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
    // A portal that stood still has everything before it at once; else it looks each minute.
    if (what === "down") return pass(minutes * MINUTE);
    for (let minute = 0; minute < minutes; minute++) await pass(MINUTE);
  }

  async function solve(open: number[], number: number): Promise<void> {
    await resolveTicket(house.ctx, house.cast.ada, readerOf(house.cast.ada), number, null);
    open.splice(open.indexOf(number), 1);
  }

  /** M6 with the brake: what it holds stands still, and what stands still is held by something. */
  async function compareRows(): Promise<void> {
    const now = house.ctx.clock.now();
    const holds = await house.ctx.db.selectFrom("ladder_hold").selectAll().where("let_go_at", "is", null).execute();
    const held = new Set(holds.map(({ escalation_id }) => escalation_id));
    const { db } = house.ctx;
    const takenNow = await db
      .selectFrom("escalation_fire")
      .select("escalation_id as id")
      .where("fired_at", "=", now)
      .execute();
    for (const { id, state, blockers, due_at, left_ms } of await rows()) {
      const isHeld = blockers.includes("storm brake");
      if (state !== "ended") assert.equal(isHeld, held.has(id), `M6: ${id} is held`);
      if (state === "armed") assert.ok(blockers === "[]" && left_ms === null, `M6: ${id} is armed`);
      if (state === "frozen")
        assert.ok(blockers !== "[]" && due_at === null && left_ms !== null, `M6: ${id} is frozen`);
      // One step at a time: what has told somebody this very moment goes on in the next.
      const isLate = state === "armed" && (due_at ?? Infinity) <= now && !takenNow.some((one) => one.id === id);
      assert.ok(!isLate, `M7: ${id} is overdue`);
    }
  }

  /** D5: but for what was let go, nobody was told too often, and no minute saw too many steps. */
  async function compareStorm(): Promise<{ held: number }> {
    const { db } = house.ctx;
    const told = await db.selectFrom("escalation_told").selectAll().orderBy("told_at").execute();
    const holds = await db.selectFrom("ladder_hold").selectAll().execute();
    const place = (one: { escalation_id: number; round: number; step: number }) =>
      `${one.escalation_id} ${one.round} ${one.step}`;
    assert.equal(new Set(told.map((one) => `${place(one)} ${one.person_id}`)).size, told.length, "M4: told twice");
    // No step of these is passed over but by a later one, so the place says how many were taken before.
    const fires = await db.selectFrom("escalation_fire").selectAll().execute();
    const wasHeld = (one: { escalation_id: number; step: number }) =>
      holds.some((hold) => hold.escalation_id === one.escalation_id && hold.lock_no === one.step);
    for (const one of told.filter((one) => !wasHeld(one))) {
      const before = told.filter(
        (other) =>
          other.person_id === one.person_id &&
          other.told_at > one.told_at - 10 * MINUTE &&
          other.told_at <= one.told_at,
      );
      const unheld = before.filter((other) => !wasHeld(other));
      assert.ok(unheld.length <= 10, `D5: ${one.person_id} was told ${unheld.length} times in ten minutes`);
    }
    const unheld = fires.filter((one) => one.outcome === "told" && !wasHeld(one));
    for (const moment of new Set(unheld.map(({ fired_at }) => fired_at))) {
      const { length } = unheld.filter(({ fired_at }) => fired_at <= moment && fired_at > moment - MINUTE);
      // Never are so many open that a tenth of them would be more.
      assert.ok(length <= 20, `D5: ${length} steps in a minute`);
    }
    await compareLettingGo(told, wasHeld);
    return { held: holds.length };
  }

  type Told = { escalation_id: number; step: number; person_id: number; told_at: number };

  /** After half an hour at most one a minute for each person; at once only what somebody has let go. */
  async function compareLettingGo(told: readonly Told[], wasHeld: (one: Told) => boolean): Promise<void> {
    const { db } = house.ctx;
    const brakes = await db.selectFrom("ladder_brake").selectAll().execute();
    const holds = await db.selectFrom("ladder_hold").selectAll().execute();
    for (const brake of brakes.filter(({ let_go_by }) => let_go_by === null)) {
      const its = holds.filter((hold) => hold.brake_id === brake.id);
      const late = told.filter(
        (one) =>
          wasHeld(one) && its.some((hold) => hold.escalation_id === one.escalation_id && hold.lock_no === one.step),
      );
      for (const { told_at } of late) assert.ok(told_at >= brake.tripped_at + 30 * MINUTE, "D5: before half an hour");
      const moments = late.map(({ person_id, told_at }) => `${person_id} at ${told_at}`);
      assert.equal(new Set(moments).size, moments.length, "D5: two at one moment");
    }
    const notices = await db.selectFrom("notice").select("dedupe_key").where("kind", "=", "ladder.brake").execute();
    assert.equal(notices.length, 2 * brakes.length, "those who lead and those who run the place, once for each storm");
  }

  /** M9: within ten minutes each person gets three mails of their own, and the rest on one list. */
  async function compareMail(): Promise<void> {
    const { db } = house.ctx;
    const mails = await db
      .selectFrom("outbox")
      .select(["person_id", "kind", "created_at"])
      .where("kind", "in", ["ladder.step", "ladder.list"])
      .orderBy("created_at")
      .execute();
    for (const { person_id, created_at } of mails) {
      const near = mails.filter(
        (one) =>
          one.person_id === person_id && one.created_at <= created_at && one.created_at > created_at - 10 * MINUTE,
      );
      const singles = near.filter(({ kind }) => kind === "ladder.step").length;
      assert.ok(singles <= 3, `M9: ${singles} mails of their own`);
      const lists = near.filter((one) => one.kind === "ladder.list" && one.created_at > created_at - 2 * MINUTE);
      assert.ok(lists.length <= 1, `M9: ${lists.length} lists`);
    }
  }

  let held = 0;
  const property = fc.asyncProperty(fc.array(happening, { minLength: 2, maxLength: 6 }), async (all) => {
    const open: number[] = [];
    for (const one of all) {
      await happen(one, open);
      await compareRows();
    }
    held += (await compareStorm()).held;
    await compareMail();
    for (const number of [...open]) await solve(open, number);
    await pass(12 * HOUR);
  });
  const fixed = seed === undefined ? {} : { seed, endOnFailure: true };
  await fc.assert(property, { numRuns, ...fixed, examples: [[STORM], [CLICKED], [MANY]] });
  return held;
}
