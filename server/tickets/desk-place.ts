import type { Ticket } from "./ticket.ts";

/** Later than any time there will be a ticket: the year 2286. Three times as much is still a whole number. */
const BAND = 1e13;

type Facts = Pick<Ticket, "status" | "unansweredSince" | "updatedAt" | "resolvedAt">;

/**
 * Where a ticket stands on the desk, as one number: first what is about to be lost, by the clock that is due first; who
 * waits for an answer without a clock stands among them, longest first; then what is open otherwise, longest untouched
 * first; then what is resolved, newest first. So every list of the desk is one range of one index, and a page of it
 * starts where the last one ended.
 */
export function deskPlace({ status, unansweredSince, updatedAt, resolvedAt }: Facts, dueAt: number | null): number {
  if (status === "resolved") return 3 * BAND - (resolvedAt ?? 0);
  return dueAt ?? unansweredSince ?? BAND + updatedAt;
}

export type Range = { from: number; to: number };
export const OPEN: Range = { from: 0, to: 2 * BAND };
export const RESOLVED: Range = { from: 2 * BAND, to: 3 * BAND + 1 };
