import type { Ticket } from "./ticket.ts";

/** Later than any time there will be a ticket: the year 2286. Three times as much is still a whole number. */
const BAND = 1e13;

type Facts = Pick<Ticket, "status" | "unansweredSince" | "updatedAt" | "resolvedAt" | "spamAt" | "wakeAt">;

/**
 * Where a ticket stands on the desk, as one number: first what is about to be lost, by the clock that is due first; who
 * waits for an answer without a clock stands among them, longest first; then what is open otherwise, longest untouched
 * first; then what is resolved, newest first; then what was set aside as spam, newest first. So every list of the desk is one range of one index, and a page of it
 * starts where the last one ended.
 */
export function deskPlace(facts: Facts, dueAt: number | null): number {
  const { status, unansweredSince, updatedAt, resolvedAt, spamAt, wakeAt } = facts;
  if (spamAt !== null) return 5 * BAND - spamAt;
  if (status === "resolved") return 3 * BAND - (resolvedAt ?? 0);
  if (status === "merged") return 3.5 * BAND - (resolvedAt ?? 0);
  if (status === "on-hold") return 1.5 * BAND + (wakeAt ?? 0);
  return dueAt ?? unansweredSince ?? BAND + updatedAt;
}

export type Range = { from: number; to: number };
export const OPEN: Range = { from: 0, to: 2 * BAND };
/** Who asked waits for an answer now, or a promise runs. */
export const WAITS: Range = { from: 0, to: BAND };
export const RESOLVED: Range = { from: 2 * BAND, to: 3 * BAND + 1 };
export const SPAM: Range = { from: 4 * BAND, to: 5 * BAND + 1 };
