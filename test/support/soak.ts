import { fillWith } from "#server/cli/seed.ts";
import { type Group, PLAIN, type Step, USUAL } from "#server/escalation/ladder.ts";
import { saveLadder } from "#server/escalation/ladder-editing.ts";
import { sendNextMessage } from "#server/notifications/outbox.ts";
import { addPerson } from "#server/people/store.ts";
import { DAY, HOUR, MINUTE } from "#server/platform/clock.ts";
import type { Engine } from "#server/platform/database/database.ts";
import { Refusal } from "#server/platform/errors.ts";
import { MOST_PIECES, runOnce } from "#server/platform/scheduler.ts";
import { writeSettings } from "#server/platform/settings.ts";
import { acknowledgeTicket } from "#server/tickets/acknowledging.ts";
import { assignTicket } from "#server/tickets/assigning.ts";
import { letGoSlowly } from "#server/tickets/brake-pace.ts";
import { updateClocks, watchClocks } from "#server/tickets/clocks.ts";
import { findDrift } from "#server/tickets/drift.ts";
import { watchLadders } from "#server/tickets/escalating.ts";
import { Overtaken, sendMessage } from "#server/tickets/replying.ts";
import { resolveTicket } from "#server/tickets/resolving.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask, readerOf, says } from "#test/tickets/question.ts";
import { seeded } from "./killing/killing.ts";

export type Soak = {
  engine: Engine;
  past: number;
  running: number;
  days: number;
  stepDays: number;
  eventsADay: number;
  seed: number;
};
export type Soaked = {
  steps: number;
  events: number;
  compared: number;
  adrift: string[];
  mails: number;
  /** The longest tick of the ladders or clocks, which has as many pieces as the scheduler's, and the longest piece, ms. */
  longestTick: number;
  longestPiece: number;
  overdue: number;
};

/** Each hears of every new ticket. */
const AGENTS = 5;
/** All begin within this share of the first delay, so that no storm comes of it. */
const OPENING = 2 / 3;
const AT_ONCE = 500;

type Play = {
  house: House;
  random: () => number;
  agents: number[];
  open: number[];
  at: { now: number };
  soaked: Soaked;
};

/** Lets a portal with many tickets live through so many days, from one due time to the next, and looks for drift. */
export async function playDays(soak: Soak, tell: (line: string) => void = () => {}): Promise<Soaked> {
  const house = await buildHouse({ engine: soak.engine });
  try {
    const play = await prepare(house, soak, tell);
    const start = play.at.now;
    const end = start + soak.days * DAY;
    let nextEvent = start;
    for (let quarter = 1; play.at.now < end; ) {
      play.at.now = Math.min(end, Math.max(play.at.now + MINUTE, Math.min(nextEvent, await nextDue(play))));
      await tick(play);
      if (play.at.now >= nextEvent) {
        await peopleAct(play, soak, start);
        nextEvent = play.at.now + DAY / soak.eventsADay;
      }
      if (play.at.now < start + (quarter * soak.days * DAY) / 4) continue;
      await compare(play);
      tell(
        `after ${Math.round((play.at.now - start) / DAY)} days: ${play.soaked.steps} steps, ${play.soaked.events} events`,
      );
      quarter++;
    }
    await compare(play);
    play.soaked.overdue = (await nextDue(play)) <= play.at.now ? 1 : 0;
    return play.soaked;
  } finally {
    await house.close();
  }
}

async function prepare(house: House, soak: Soak, tell: (line: string) => void): Promise<Play> {
  const { ctx, cast } = house;
  await writeSettings(ctx, { timeZone: "UTC" });
  await house.settle();
  const agents: number[] = [];
  for (let n = 0; n < AGENTS; n++) {
    const person = { name: `Agent ${n}`, email: `agent${n}@example.test`, role: "agent", team: null } as const;
    agents.push((await addPerson(ctx.db, { ...person, created_at: ctx.clock.now() })).id);
  }
  if (soak.past > 0)
    await fillWith(ctx, { articles: 0, tickets: soak.past, people: 300, open: 0, seed: soak.seed }, tell);
  const step = (name: string, group: Group): Step => ({
    ...{
      name,
      afterMinutes: (soak.stepDays * DAY) / MINUTE,
      counts: "calendar",
      groups: [group],
      people: [],
      rotas: [],
    },
    ...{ onlyPriorities: [], raises: false, assigns: false, ...PLAIN },
  });
  await saveLadder(ctx, cast.dee, null, {
    ...{ name: "Long", position: 1, isEnabled: true, categories: [], ...USUAL, repeat: 5 },
    ...{ repeatAfterMinutes: (soak.stepDays * DAY) / MINUTE, ackMinutes: 480 },
    steps: [step("First", "assignee"), step("Second", "assignee")],
  });
  const at = { now: ctx.clock.now() };
  ctx.clock = { now: () => at.now };
  const soaked = {
    ...{ steps: 0, events: 0, mails: 0, compared: 0 },
    adrift: [],
    longestTick: 0,
    longestPiece: 0,
    overdue: 0,
  };
  // A year of letters is more than there is room for: they are counted and let go.
  const send = async () => {
    soaked.mails += 1;
  };
  ctx.mailer = { send, check: async () => {}, close: () => {} };
  const play: Play = { house, random: seeded(soak.seed), agents, open: [], at, soaked };
  for (let n = 0; n < soak.running; n++) {
    at.now += Math.round((OPENING * soak.stepDays * DAY) / soak.running);
    await openOne(play);
    if (n % AT_ONCE === 0) tell(`${n} of ${soak.running} ladders begun`);
  }
  while (await updateClocks(ctx));
  return play;
}

async function openOne({ house, random, agents, open }: Play): Promise<void> {
  const { ctx, cast } = house;
  const urgency = random() < 0.1 ? "high" : "normal";
  const number = await ask(house, random() < 0.5 ? cast.ada : cast.zoe, `Question ${open.length}`, { urgency });
  const to = agents[Math.floor(random() * agents.length)] as number;
  await assignTicket(ctx, cast.cy, number, { from: null, to });
  open.push(number);
}

/** When something is due next by itself: a step, a lapse, a clock. */
async function nextDue({ house }: Play): Promise<number> {
  const { db } = house.ctx;
  const [ladder, clock] = [
    await db
      .selectFrom("escalation")
      .select((one) => one.fn.min("next_at").as("at"))
      .executeTakeFirst(),
    await db
      .selectFrom("sla_clock")
      .select((one) => one.fn.min("next_at").as("at"))
      .executeTakeFirst(),
  ];
  return Math.min(Number(ladder?.at ?? Infinity), Number(clock?.at ?? Infinity));
}

const LADDERS = { name: "ladders", every: 1, work: watchLadders };
const CLOCKS = { name: "clocks", every: 1, work: watchClocks };
const MAIL = { name: "mail", every: 1, work: sendNextMessage };

async function tick({ house, soaked }: Play): Promise<void> {
  await drain(house, soaked, CLOCKS);
  soaked.steps += await drain(house, soaked, LADDERS);
  await letGoSlowly(house.ctx);
  while (await runOnce(house.ctx, MAIL));
}

/** Ticks until nothing is left to do. Says how many pieces there were. */
async function drain({ ctx }: House, soaked: Soaked, job: typeof LADDERS): Promise<number> {
  let done = 0;
  for (let isMore = true; isMore; ) {
    const began = performance.now();
    for (let pieces = 0; isMore && pieces < MOST_PIECES; pieces++) {
      const from = performance.now();
      isMore = await runOnce(ctx, job);
      soaked.longestPiece = Math.max(soaked.longestPiece, performance.now() - from);
      if (isMore) done += 1;
    }
    soaked.longestTick = Math.max(soaked.longestTick, performance.now() - began);
  }
  return done;
}

async function peopleAct(play: Play, soak: Soak, start: number): Promise<void> {
  const { house, random, open, soaked, at } = play;
  const { ctx, cast } = house;
  const place = Math.floor(random() * open.length);
  const number = open[place] as number;
  const lot = random();
  soaked.events += 1;
  try {
    if (lot < 0.35) {
      await resolveTicket(ctx, cast.dee, readerOf(cast.dee), number, { label: "not-basic", article: null });
      open.splice(place, 1);
    } else if (lot < 0.7 || open.length < soak.running) await openOne(play);
    else if (lot < 0.8) await acknowledgeTicket(ctx, cast.bo, number);
    else
      await sendMessage(
        ctx,
        cast.bo,
        readerOf(cast.bo),
        number,
        says("So", { isAnyway: true, next: lot < 0.9 ? "wait" : "" }),
      );
  } catch (error) {
    if (!(error instanceof Refusal || error instanceof Overtaken)) throw error;
  }
  if (at.now - start < HOUR) await updateClocks(ctx);
}

/** Every open ticket is derived anew. */
async function compare({ house, soaked }: Play): Promise<void> {
  for (let last: number | null = 0; last !== null; ) {
    const drift = await findDrift(house.ctx, last, AT_ONCE);
    soaked.compared += drift.compared;
    soaked.adrift.push(...drift.adrift);
    last = drift.last;
  }
}
