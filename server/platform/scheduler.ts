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
  const bells = new Map(timetable.map((job) => [job.name, hangBell()]));
  const lastRuns = new Map<string, number>();
  const loops = timetable.map((job) => loop(ctx, job, stopping.signal, bells.get(job.name) as Bell, lastRuns));
  return {
    names: timetable.map((job) => job.name),
    wake: (name) => bells.get(name)?.ring(),
    lastRun: (name) => lastRuns.get(name),
    stop: async () => {
      stopping.abort();
      for (const bell of bells.values()) bell.ring();
      await Promise.all(loops);
    },
  };
}

async function loop<Ctx extends Context>(
  ctx: Ctx,
  job: Job<Ctx>,
  signal: AbortSignal,
  bell: Bell,
  lastRuns: Map<string, number>,
) {
  while (!signal.aborted) {
    const isMore = await runOnce(ctx, job);
    lastRuns.set(job.name, ctx.clock.now());
    if (!isMore && !signal.aborted) await bell.wait(job.every);
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

type Bell = { ring(): void; wait(most: number): Promise<void> };

/** Rung while nobody waits, it is heard by whoever waits next: what was queued during a look is not overlooked. */
function hangBell(): Bell {
  let isRung = false;
  let hear = () => {};
  return {
    ring: () => {
      isRung = true;
      hear();
    },
    wait: (most) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => hear(), most);
        hear = () => {
          clearTimeout(timer);
          isRung = false;
          hear = () => {};
          resolve();
        };
        if (isRung) hear();
      }),
  };
}
