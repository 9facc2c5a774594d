import type { Context } from "./context.ts";

/** `work` does one small piece and says whether there may be more: then it is called again at once, else after `every` ms. */
export type Job<Ctx extends Context = Context> = { name: string; every: number; work(ctx: Ctx): Promise<boolean> };

export type RunningJobs = {
  names: string[];
  wake(name: string): void;
  stop(): Promise<void>;
  lastRun(name: string): number | undefined;
};

/** Runs the timetable until stopped. A failing job waits and tries again; it never stops the others. */
export function startJobs<Ctx extends Context>(ctx: Ctx, timetable: Job<Ctx>[]): RunningJobs {
  const stopping = new AbortController();
  const alarms = new Map<string, () => void>();
  const lastRuns = new Map<string, number>();
  const loops = timetable.map((job) => loop(ctx, job, stopping.signal, alarms, lastRuns));
  return {
    names: timetable.map((job) => job.name),
    wake: (name) => alarms.get(name)?.(),
    lastRun: (name) => lastRuns.get(name),
    stop: async () => {
      stopping.abort();
      for (const ring of alarms.values()) ring();
      await Promise.all(loops);
    },
  };
}

async function loop<Ctx extends Context>(
  ctx: Ctx,
  job: Job<Ctx>,
  signal: AbortSignal,
  alarms: Map<string, () => void>,
  lastRuns: Map<string, number>,
) {
  while (!signal.aborted) {
    const isMore = await runOnce(ctx, job);
    lastRuns.set(job.name, ctx.clock.now());
    if (!isMore && !signal.aborted) await pause(job, alarms);
    else await new Promise((resolve) => setImmediate(resolve));
  }
}

export async function runOnce<Ctx extends Context>(ctx: Ctx, job: Job<Ctx>): Promise<boolean> {
  try {
    return await job.work(ctx);
  } catch (error) {
    ctx.log.error({ job: job.name, err: error }, "A job failed; it will be tried again.");
    return false;
  }
}

function pause(job: Job<never>, alarms: Map<string, () => void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, job.every);
    alarms.set(job.name, () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
