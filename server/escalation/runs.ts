import type { Fact } from "./facts.ts";
import type { Metric } from "./policy.ts";

/** From when to when a promise was to be kept. A run without an end goes on. */
export type Run = { metric: Metric; n: number; startedAt: number; stoppedAt: number | null };

/**
 * What is to be timed, read off the facts. The first response ends with the first answer; each next response begins
 * with the first message nobody has answered yet, and exists only after the first response. Resolving ends them all.
 * The total resolution goes on when a question comes back.
 */
export function runsOf(facts: readonly Fact[]): Run[] {
  const [opened] = facts;
  if (!opened) return [];
  const first: Run = { metric: "first", n: 1, startedAt: opened.at, stoppedAt: null };
  const solved: Run = { metric: "first-resolution", n: 1, startedAt: opened.at, stoppedAt: null };
  const total: Run = { metric: "total-resolution", n: 1, startedAt: opened.at, stoppedAt: null };
  const next: Run[] = [];
  for (const { at, said, stands } of facts) {
    const isOver = stands === "resolved" || stands === "gone";
    const running = next.find((one) => one.stoppedAt === null);
    if (said === "answered" || isOver) {
      if (running) running.stoppedAt = at;
      first.stoppedAt ??= at;
    } else if (said === "asked" && !running && first.stoppedAt !== null) {
      next.push({ metric: "next", n: next.length + 1, startedAt: at, stoppedAt: null });
    }
    if (isOver) solved.stoppedAt ??= at;
    total.stoppedAt = isOver ? (total.stoppedAt ?? at) : null;
  }
  return [first, ...next, solved, total];
}
