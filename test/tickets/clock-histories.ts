import assert from "node:assert/strict";
import fc from "fast-check";
import { clocksKept, keepClocks } from "#server/escalation/keeping.ts";
import { readerFrom } from "#server/journeys/journal.ts";
import { MINUTE } from "#server/platform/clock.ts";
import { writeSettings } from "#server/platform/settings.ts";
import { factsOf } from "#server/tickets/clock-facts.ts";
import { eventsOf } from "#server/tickets/clocks-store.ts";
import { openTicket } from "#server/tickets/opening.ts";
import { sendMessage } from "#server/tickets/replying.ts";
import { reopenTicket, resolveTicket } from "#server/tickets/resolving.ts";
import { writeDown } from "#server/tickets/writing.ts";
import { buildHouse, type House } from "#test/support/house.ts";

const READER = readerFrom({ person: null, sessionHash: null, provedAt: null, visitor: "v".repeat(43) }, {});

/** A house at nine o'clock UTC on a Tuesday, whose organisation is in UTC. */
export async function openHouse(engine: "sqlite" | "postgres"): Promise<House> {
  const house = await buildHouse({ engine });
  await writeSettings(house.ctx, { timeZone: "UTC" });
  await house.settle();
  return house;
}

export const ask = (
  house: House,
  subject = "Merge fails",
  urgency: "normal" | "high" = "normal",
  category: string | null = null,
) =>
  openTicket(house.ctx, house.cast.ada, READER, {
    subject,
    message: writeDown("It says 42804."),
    category,
    urgency,
    tried: [],
  });

export const say = (house: House, who: "ada" | "bo", number: number, next: "" | "wait" = "") =>
  sendMessage(house.ctx, house.cast[who], READER, number, {
    kind: "public",
    message: writeDown("So it is."),
    seen: 0,
    isAnyway: true,
    next,
  });

export const row = (house: House, number: number) =>
  house.ctx.db.selectFrom("ticket").selectAll().where("number", "=", number).executeTakeFirstOrThrow();

export const clocks = async (house: House, number: number) => clocksKept(house.ctx, [(await row(house, number)).id]);

const WHAT = fc.constantFrom("asks", "answers", "waits", "resolves", "reopens", "nothing");
const RUNS = (numRuns: number, seed?: number) =>
  seed === undefined ? { numRuns } : { numRuns, seed, endOnFailure: true };

/** P6: rebuilding from the event log equals the stored rows. */
export async function playRebuilding(house: House, runs: number, seed?: number): Promise<void> {
  const happening = fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 400 }), WHAT);
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 8 }), async (happenings) => {
      const numbers = [await ask(house), await ask(house, "Another", "high")];
      for (const [which, minutes, what] of happenings) {
        await house.wait(minutes * MINUTE);
        await happen(house, numbers[which] as number, what);
      }
      await house.settle();
      for (const number of numbers) await compareWithRebuild(house, number);
    }),
    RUNS(runs, seed),
  );
}

/** P7: two tickets, and two that live through the same with each moment's events in the other order. */
export async function playSwapped(house: House, runs: number, seed?: number): Promise<void> {
  const moment = fc.tuple(fc.integer({ min: 1, max: 400 }), WHAT, WHAT);
  await fc.assert(
    fc.asyncProperty(fc.array(moment, { minLength: 1, maxLength: 6 }), async (moments) => {
      const ones = [await ask(house), await ask(house, "Another", "high")];
      const others = [await ask(house, "Another", "high"), await ask(house)].reverse();
      for (const [minutes, onFirst, onSecond] of moments) {
        await house.wait(minutes * MINUTE);
        await happen(house, ones[0] as number, onFirst);
        await happen(house, ones[1] as number, onSecond);
        await happen(house, others[1] as number, onSecond);
        await happen(house, others[0] as number, onFirst);
      }
      await house.settle();
      for (const place of [0, 1])
        assert.deepEqual(await keptOf(house, others[place] as number), await keptOf(house, ones[place] as number));
      for (const number of [...ones, ...others]) await happen(house, number, "resolves");
    }),
    RUNS(runs, seed),
  );
}

/** Clocks and ladders as they are kept, but for whose they are. */
async function keptOf(house: House, number: number) {
  const { id } = await row(house, number);
  const { db } = house.ctx;
  const clocks = await db.selectFrom("sla_clock").selectAll().where("ticket_id", "=", id).execute();
  const ladders = await db.selectFrom("escalation").selectAll().where("ticket_id", "=", id).execute();
  const bare = (all: object[]) =>
    all
      .map((one) => ({ ...one, id: 0, ticket_id: 0, name: "", address: "" }))
      .map((one) => JSON.stringify(one))
      .sort();
  return { clocks: bare(clocks), ladders: bare(ladders) };
}

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
