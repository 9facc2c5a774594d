const LOOK_BACK = 24 * 3_600_000;

export const TICKET_REASONS = [
  "COVERAGE_GAP",
  "ACCESS_GAP",
  "NOT_SOLVED",
  "NOT_CHOSEN",
  "NOT_FOUND",
  "WITHHELD",
  "NOT_TRIED",
] as const;
export type TicketReason = (typeof TICKET_REASONS)[number];

/** Who can do something about each. */
export const OWNERS: Record<TicketReason, string> = {
  COVERAGE_GAP: "writer",
  ACCESS_GAP: "admin",
  NOT_SOLVED: "writer",
  NOT_CHOSEN: "title editor",
  NOT_FOUND: "search owner",
  WITHHELD: "experiment",
  NOT_TRIED: "onboarding",
};

/** What the requester met. `shown` is a list of results or suggestions; `withheld` a panel that the experiment left out. */
export type Step =
  | { at: number; kind: "opened"; article: string }
  | { at: number; kind: "shown"; articles: readonly string[] }
  | { at: number; kind: "withheld" };

export type BasicTicket = {
  createdAt: number;
  /** The article linked at resolution, when it first was published and whether the requester may read it; null without one. */
  answer: { article: string; publishedAt: number; isReadable: boolean } | null;
  steps: readonly Step[];
};

/** F26: why a basic question still became a ticket; the first reason that fits. Times in milliseconds UTC. */
export function ticketReason({ createdAt, answer, steps }: BasicTicket): TicketReason {
  if (!answer || answer.publishedAt > createdAt) return "COVERAGE_GAP";
  if (!answer.isReadable) return "ACCESS_GAP";
  const recent = steps.filter(({ at }) => at <= createdAt && at >= createdAt - LOOK_BACK);
  if (recent.some((step) => step.kind === "opened" && step.article === answer.article)) return "NOT_SOLVED";
  if (recent.some((step) => step.kind === "shown" && step.articles.includes(answer.article))) return "NOT_CHOSEN";
  if (recent.some((step) => step.kind === "shown")) return "NOT_FOUND";
  return recent.some((step) => step.kind === "withheld") ? "WITHHELD" : "NOT_TRIED";
}
