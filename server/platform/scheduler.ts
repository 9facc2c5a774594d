import { type Bell, hangBell } from "./bell.ts";
import { MINUTE, SECOND } from "./clock.ts";
import type { Context } from "./context.ts";
import { Superseded } from "./database/superseded.ts";
import { inTransaction } from "./database/transaction.ts";
import { openRecords, type Records } from "./job-records.ts";
import { type Era, type Pulse, takePulse } from "./pulse.ts";

/** `work` does one small piece and says whether there may be more: then it is called again at once, else after `every` ms. */
export type Job<Ctx extends Context = Context> = {
  name: string;
  every: number;
  /** Keeps up what this process holds in memory: each process does it. Everything else is done by one of them. */
  ofEachProcess?: true;
  /** At the start and after a standstill these go first, one after another in this order, until nothing is left to do. */
  catchesUp?: number;
  work(ctx: Ctx): Promise<boolean>;
};

export type RunningJobs = {
  names: string[];
  wake(name: string): void;
  stop(): Promise<void>;
  lastRun(name: string): number | undefined;
};

/** A tick that takes longer, or has more to do, ends and says that it is behind, so that requests get their turn. */
export const BUDGET = 10 * SECOND;
export const MOST_PIECES = 200;
const BREATH = 100;
/** How often a process says that it lives, and asks whether the work is its own. */
const BEAT = 10 * SECOND;
/** What cannot catch up in this time, because somebody else's machine does not answer, must not hold up the rest. */
const PATIENCE = 2 * MINUTE;

/** `isAlone` says that no other process can be at work on this database. */
type Wishes = { isAlone?: boolean; beat?: number };

type Running<Ctx extends Context> = {
  ctx: Ctx;
  timetable: Job<Ctx>[];
  signal: AbortSignal;
  pulse: Pulse;
  records: Records;
  beat: number;
  caughtUp: WeakMap<Era, Promise<void>>;
};

/** Runs the timetable until stopped. A failing job waits and tries again; it never stops the others. */
export function startJobs<Ctx extends Context>(
  ctx: Ctx,
  timetable: Job<Ctx>[],
  { isAlone = false, beat = BEAT }: Wishes = {},
): RunningJobs {
  const stopping = new AbortController();
  const bells = new Map(timetable.map((job) => [job.name, hangBell()]));
  const records = openRecords();
  const wakeThoseInOrder = () => {
    for (const { name, catchesUp } of timetable) if (catchesUp !== undefined) bells.get(name)?.ring();
  };
  const pulse = takePulse(ctx, { isAlone, beat }, wakeThoseInOrder, (fence) =>
    inTransaction({ ...ctx, fence }, records.write),
  );
  const running: Running<Ctx> = {
    ctx,
    timetable,
    signal: stopping.signal,
    pulse,
    records,
    beat,
    caughtUp: new WeakMap(),
  };
  const loops = timetable.map((job) => loop(running, job, bells.get(job.name) as Bell));
  return {
    names: timetable.map((job) => job.name),
    wake: (name) => bells.get(name)?.ring(),
    lastRun: (name) => records.of(name)?.ranAt,
    stop: async () => {
      stopping.abort();
      for (const bell of bells.values()) bell.ring();
      await Promise.all(loops);
      await pulse.stop();
    },
  };
}

async function loop<Ctx extends Context>(running: Running<Ctx>, job: Job<Ctx>, bell: Bell): Promise<void> {
  while (!running.signal.aborted) {
    const era = job.ofEachProcess ? undefined : await running.pulse.era();
    if (era === null) {
      await bell.wait(running.beat);
      continue;
    }
    if (era && job.catchesUp !== undefined) await caughtUp(running, era);
    const isDone = await tick(running, job, era?.fence);
    if (!running.signal.aborted) await bell.wait(isDone ? job.every : BREATH);
  }
}

/** Says whether everything was done. */
async function tick<Ctx extends Context>(running: Running<Ctx>, job: Job<Ctx>, fence?: number): Promise<boolean> {
  const { ctx, signal, records } = running;
  const began = performance.now();
  let isMore = true;
  for (let pieces = 0; isMore && !signal.aborted && pieces < MOST_PIECES; pieces++) {
    if (performance.now() - began > BUDGET) break;
    isMore = await piece(running, job, fence);
    await new Promise((resolve) => setImmediate(resolve));
  }
  records.noteTick(job.name, ctx.clock.now(), Math.round(performance.now() - began), isMore && !signal.aborted);
  return !isMore;
}

async function piece<Ctx extends Context>({ ctx, records }: Running<Ctx>, job: Job<Ctx>, fence?: number) {
  const { isMore, error } = await attempt(fence === undefined ? ctx : { ...ctx, fence }, job);
  records.noteEnd(job.name, ctx.clock.now(), error);
  return isMore;
}

/** Whoever comes first begins it; the others wait until it has been done. */
function caughtUp<Ctx extends Context>(running: Running<Ctx>, era: Era): Promise<void> {
  const known = running.caughtUp.get(era) ?? catchUp(running, era);
  running.caughtUp.set(era, known);
  return known;
}

async function catchUp<Ctx extends Context>(running: Running<Ctx>, { fence }: Era): Promise<void> {
  const place = ({ catchesUp }: Job<Ctx>) => catchesUp ?? Infinity;
  const inOrder = running.timetable.filter((job) => job.catchesUp !== undefined).sort((a, b) => place(a) - place(b));
  for (const job of inOrder) await withPatience(drain(running, job, fence));
}

async function drain<Ctx extends Context>(running: Running<Ctx>, job: Job<Ctx>, fence: number): Promise<void> {
  const end = performance.now() + PATIENCE;
  while (!running.signal.aborted && performance.now() < end && (await piece(running, job, fence)));
}

async function withPatience(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE);
  });
  await Promise.race([work, tooLong]);
  clearTimeout(timer);
}

export const runOnce = async <Ctx extends Context>(ctx: Ctx, job: Job<Ctx>): Promise<boolean> =>
  (await attempt(ctx, job)).isMore;

async function attempt<Ctx extends Context>(ctx: Ctx, job: Job<Ctx>): Promise<{ isMore: boolean; error?: unknown }> {
  try {
    return { isMore: await job.work(ctx) };
  } catch (error) {
    if (error instanceof Superseded) return { isMore: false };
    ctx.log.error({ job: job.name, err: error }, "A job failed; it will be tried again.");
    return { isMore: false, error };
  }
}
