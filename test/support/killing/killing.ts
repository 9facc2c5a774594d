import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { type Group, PLAIN, type Step, USUAL } from "#server/escalation/ladder.ts";
import { saveLadder } from "#server/escalation/ladder-editing.ts";
import { addPerson } from "#server/people/store.ts";
import type { Engine } from "#server/platform/database/database.ts";
import { Refusal } from "#server/platform/errors.ts";
import { writeSettings } from "#server/platform/settings.ts";
import { acknowledgeTicket } from "#server/tickets/acknowledging.ts";
import { Overtaken, sendMessage } from "#server/tickets/replying.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask, readerOf, says } from "#test/tickets/question.ts";
import { compare, type Findings, isQuiet } from "./comparing.ts";
import { fastClock } from "./fast-clock.ts";
import { openWire } from "./wire.ts";

/** Five hundred times as fast: a step five minutes away comes within a second. */
const SPEED = 500;
const FIRST = 6;
const CHILD = path.join(import.meta.dirname, "child.ts");
const LONGEST_LIFE = 1500;
const PATIENCE = 30_000;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A random sequence that can be had again. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export type Report = Findings & { kills: number; tickets: number; messages: number; fires: number };

/**
 * Kills the process that tells people, again and again at random moments, while people ask and answer; then lets it
 * finish in peace, and compares what the mail server took with what the database says.
 */
export async function playKills(engine: Engine, ms: number, seed: number): Promise<Report> {
  const random = seeded(seed);
  const house = await buildHouse({ engine });
  const wire = await openWire(random);
  const base = Date.now();
  house.ctx.clock = fastClock(base, SPEED);
  const kills: number[] = [];
  try {
    const numbers = await prepare(house);
    const end = Date.now() + ms;
    while (Date.now() < end) {
      const child = await start(house, wire.url, base);
      const life = pause(random() * LONGEST_LIFE);
      await Promise.all([life, peopleAct(house, numbers, random)]);
      kills.push(Date.now());
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    const last = await start(house, wire.url, base);
    await finish(house);
    last.kill("SIGKILL");
    await once(last, "exit");
    const findings = await compare(house.ctx, wire.taken, kills);
    const fires = await house.ctx.db.selectFrom("escalation_fire").select("step").execute();
    return {
      ...findings,
      kills: kills.length,
      tickets: numbers.length,
      messages: wire.taken.length,
      fires: fires.length,
    };
  } finally {
    await wire.close();
    await house.close();
  }
}

/** Ladders around the clock, so that no night comes in between. */
async function prepare(house: House): Promise<number[]> {
  const { ctx, cast } = house;
  await writeSettings(ctx, { timeZone: "UTC" });
  const step = (name: string, afterMinutes: number, group: Group): Step => ({
    ...{ name, afterMinutes, counts: "calendar", groups: [group], people: [], rotas: [], onlyPriorities: [] },
    ...{ raises: false, assigns: false, ...PLAIN },
  });
  await saveLadder(ctx, cast.dee, null, {
    ...{
      name: "All",
      position: 1,
      isEnabled: true,
      categories: [],
      ...USUAL,
      repeat: 0,
      repeatAfterMinutes: 20,
      ackMinutes: 20,
    },
    steps: [step("Agents", 5, "agents"), step("Leads", 10, "managers"), step("Again", 10, "agents")],
  });
  const second = { name: "Flo Answers", email: "flo@example.test", role: "agent", team: null } as const;
  await addPerson(ctx.db, { ...second, created_at: ctx.clock.now() });
  const numbers: number[] = [];
  for (let n = 0; n < FIRST; n++) numbers.push(await ask(house, cast.ada, `First ${n}`));
  return numbers;
}

async function start({ ctx, dataDir }: House, smtpUrl: string, base: number): Promise<ChildProcess> {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    ...{ DATA_DIR: dataDir, SMTP_URL: smtpUrl, MAIL_FROM: "support@example.test", LOG_LEVEL: "silent", PORT: "0" },
  };
  if (ctx.config.databaseUrl) env.DATABASE_URL = ctx.config.databaseUrl;
  const child = fork(CHILD, [String(base), String(SPEED)], { env, stdio: ["ignore", "ignore", "inherit", "ipc"] });
  await once(child, "message");
  return child;
}

/** Somebody asks, answers or says that they have seen it. Nobody is stopped by a rule of the portal. */
async function peopleAct(house: House, numbers: number[], random: () => number): Promise<void> {
  const { ctx, cast } = house;
  const number = numbers[Math.floor(random() * numbers.length)] as number;
  const lot = random();
  try {
    if (lot < 0.6) numbers.push(await ask(house, cast.ada, `Question ${numbers.length}`));
    else if (lot < 0.75) await acknowledgeTicket(ctx, cast.bo, number);
    else if (lot < 0.9)
      await sendMessage(ctx, cast.bo, readerOf(cast.bo), number, says("So it is.", { isAnyway: true }));
    else await sendMessage(ctx, cast.ada, readerOf(cast.ada), number, says("And now?", { isAnyway: true }));
  } catch (error) {
    if (!(error instanceof Refusal || error instanceof Overtaken)) throw error;
  }
}

/** Everybody has been answered, and what is still to be said is said. */
async function finish(house: House): Promise<void> {
  const end = Date.now() + PATIENCE;
  while (!(await isQuiet(house.ctx))) {
    if (Date.now() > end) return;
    await pause(100);
  }
}
