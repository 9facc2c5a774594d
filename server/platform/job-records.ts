import { MINUTE } from "./clock.ts";
import type { Context } from "./context.ts";
import { type JobState, writeJobStates } from "./job-states.ts";

export type Records = {
  noteTick(name: string, now: number, tookMs: number, isBehind: boolean): void;
  noteEnd(name: string, now: number, error: unknown): void;
  of(name: string): JobState | undefined;
  /** Those that are worth it: what changed for the worse or the better at once, all others once a minute. */
  write(ctx: Context): Promise<void>;
};

const BLANK = { ranAt: 0, okAt: null, tookMs: 0, behindSince: null, failures: 0, lastError: null };

/** How the jobs of this process go: in memory, and now and then in the database for those who look after it. */
export function openRecords(): Records {
  const states = new Map<string, JobState>();
  const written = new Map<string, JobState>();
  const of = (name: string): JobState => states.get(name) ?? { name, ...BLANK };
  const isWorthIt = (state: JobState) => {
    const before = written.get(state.name);
    return !before || before.failures !== state.failures || state.ranAt - before.ranAt >= MINUTE;
  };
  return {
    of: (name) => states.get(name),
    noteTick: (name, ranAt, tookMs, isBehind) => {
      const before = of(name);
      states.set(name, { ...before, ranAt, tookMs, behindSince: isBehind ? (before.behindSince ?? ranAt) : null });
    },
    noteEnd: (name, now, error) => {
      const before = of(name);
      const lastError = error instanceof Error ? error.message.slice(0, 500) : String(error);
      states.set(
        name,
        error === undefined
          ? { ...before, okAt: now, failures: 0, lastError: null }
          : { ...before, failures: before.failures + 1, lastError },
      );
    },
    write: async (ctx) => {
      const news = [...states.values()].filter(({ ranAt }) => ranAt > 0).filter(isWorthIt);
      await writeJobStates(ctx, news);
      for (const state of news) written.set(state.name, state);
    },
  };
}
