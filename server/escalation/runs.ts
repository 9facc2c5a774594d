import type { Fact } from "./facts.ts";
import type { Metric } from "./policy.ts";

/** From when to when a promise was to be kept. A run without an end goes on. */
export type Run = { metric: Metric; n: number; startedAt: number; stoppedAt: number | null };

/**
 * What is to be timed, read off the facts. The first response ends with the first answer; each next response begins
 * with the first message nobody has answered yet, and exists only after the first response. Resolving ends them all.
 * The total resolution goes on when a question comes back. What was over before it came here was no promise of ours.
 */
export function runsOf(facts: readonly Fact[]): Run[] {
  const [opened] = facts;
  if (!opened) return [];
  const first: Run = { metric: "first", n: 1, startedAt: opened.at, stoppedAt: null };
  const solved: Run = { metric: "first-resolution", n: 1, startedAt: opened.at, stoppedAt: null };
  const total: Run = { metric: "total-resolution", n: 1, startedAt: opened.at, stoppedAt: null };
  const next: Run[] = [];
  let answeredAt = 0;
  for (const { at, said, stands, since = at } of facts) {
    const isOver = stands === "resolved" || stands === "gone";
    const running = next.find((one) => one.stoppedAt === null);
    if (said === "answered" || isOver) {
      if (running) running.stoppedAt = at;
      first.stoppedAt ??= at;
      if (said === "answered") answeredAt = at;
    } else if (said === "asked" && first.stoppedAt !== null) {
      // What was asked elsewhere before the last answer here was not answered by it, yet nobody could know of it here.
      const startedAt = Math.max(since, answeredAt);
      if (running) running.startedAt = Math.min(running.startedAt, startedAt);
      else next.push({ metric: "next", n: next.length + 1, startedAt, stoppedAt: null });
    }
    if (isOver) solved.stoppedAt ??= at;
    total.stoppedAt = isOver ? (total.stoppedAt ?? at) : null;
  }
  const runs = [first, ...next, solved, total];
  return opened.comesLive ? runs.filter(outlasts(opened)) : runs;
}

const outlasts = ({ at, said, stands }: Fact) => {
  const isOver = stands === "resolved" || stands === "gone";
  return ({ metric, stoppedAt }: Run): boolean => {
    if (metric === "next") return true;
    if (metric === "first") return said !== "answered" && !isOver;
    return !isOver || (metric === "total-resolution" && stoppedAt !== at);
  };
};
