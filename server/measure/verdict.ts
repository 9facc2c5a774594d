import { sum } from "./figures.ts";
import type { Window } from "./window.ts";

export const VERDICTS = [
  "reached",
  "not reached",
  "on target, unproven",
  "not yet, undecided",
  "not enough data",
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What must be there before a verdict is given. */
export const GATE = { baselineWeeks: 8, currentWeeks: 4, baselineTickets: 30 } as const;

/** What is still missing for a verdict, in words; empty when the gate is open. */
export function missingForVerdict(baseline: Window, current: Window): string[] {
  const tickets = sum(baseline.tickets);
  return [
    shortOf("baseline weeks", baseline.tickets.length, GATE.baselineWeeks),
    shortOf("current weeks", current.tickets.length, GATE.currentWeeks),
    shortOf("baseline tickets", tickets, GATE.baselineTickets),
  ].filter((sentence) => sentence !== "");
}

const shortOf = (what: string, there: number, needed: number) =>
  there < needed ? `${there} ${what} of the ${needed} needed` : "";

/** F4: what may be said about a goal. All four are parts of the baseline: 0.6 is sixty per cent less. */
export function verdictOf(
  { reduction, low, high }: { reduction: number; low: number; high: number },
  goal: number,
): Verdict {
  if (low >= goal) return "reached";
  if (high < goal) return "not reached";
  return reduction >= goal ? "on target, unproven" : "not yet, undecided";
}

/** Verdict, and in the same line why it is disputed: the reasons are the failed checks of section 12. */
export const verdictLine = (verdict: Verdict, disputedBy: readonly string[]) =>
  disputedBy.length === 0 ? verdict : `${verdict}; disputed: ${disputedBy.join("; ")}`;
