import type { Reader } from "#server/journeys/journal.ts";
import { type Action, can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { tooLate } from "#server/platform/errors.ts";
import type { FoundTicket } from "./finding.ts";
import { canWait } from "./history.ts";
import { needsReason } from "./labelling.ts";
import { Overtaken } from "./replying.ts";
import { reopenTicket, resolveTicket, type Verdict } from "./resolving.ts";
import { wakeTicket } from "./snoozing.ts";
import { setAside, takeBack } from "./spam.ts";
import { isOwn } from "./ticket.ts";
import { LABEL_NAMES, STATUS_NAMES } from "./words.ts";

/** What many tickets can become at once. Which article answers one is said of each by itself. */
export const TURNS = ["open", "waiting", "not-basic", "basic-uncovered", "spam", "no-spam"] as const;
export type Turn = (typeof TURNS)[number];

const RESOLVED_AS = ["not-basic", "basic-uncovered"] as const;
const verdictOf = (turn: Turn): Verdict | null => {
  const label = RESOLVED_AS.find((one) => one === turn);
  return label ? { label, article: null } : null;
};
export const isAboutSpam = (turn: Turn | undefined) => turn === "spam" || turn === "no-spam";

export const TURN_NAMES: Record<Turn, string> = {
  open: STATUS_NAMES.open,
  waiting: STATUS_NAMES.waiting,
  "not-basic": `${STATUS_NAMES.resolved}: ${LABEL_NAMES["not-basic"].toLowerCase()}`,
  "basic-uncovered": `${STATUS_NAMES.resolved}: ${LABEL_NAMES["basic-uncovered"].toLowerCase()}`,
  spam: "Spam",
  "no-spam": "No spam",
};

const ACTIONS: Record<Turn, Action> = {
  open: "ticket.triage",
  waiting: "ticket.triage",
  "not-basic": "ticket.resolve",
  "basic-uncovered": "ticket.resolve",
  spam: "ticket.spam",
  "no-spam": "ticket.spam",
};
export const turnsFor = (by: Person): Turn[] => TURNS.filter((turn) => can(by, ACTIONS[turn]));

/** What it would be called afterwards; null where it is so already. */
export function turnInWords(ticket: FoundTicket, turn: Turn): string | null {
  const now = ticket.spamAt === null ? STATUS_NAMES[ticket.status] : TURN_NAMES.spam;
  const isSo = isAboutSpam(turn) ? (turn === "spam") === (ticket.spamAt !== null) : turn === ticket.status;
  return isSo ? null : `${now} → ${turn === "no-spam" ? STATUS_NAMES[ticket.status] : TURN_NAMES[turn]}`;
}

/** Why it cannot become that; null where it can. */
export async function whyNotTurn(ctx: Context, by: Person, ticket: FoundTicket, turn: Turn): Promise<string | null> {
  if (!can(by, ACTIONS[turn], isOwn(by, ticket))) return "You may not change its status.";
  const verdict = verdictOf(turn);
  if (verdict && ticket.status === "resolved") return "It is resolved already.";
  if (verdict && (await needsReason(ctx, ticket, verdict)))
    return "Its label is frozen. Resolve it by itself and say why the label was wrong.";
  if (turn === "open" && ticket.status === "new") return "Nobody has answered yet, so it stays new.";
  if (turn === "waiting" && ticket.status === "resolved") return "It is resolved. Open it again first.";
  if (turn === "waiting" && !canWait(ticket)) return "Nobody has answered yet, so there is nothing to wait for.";
  return null;
}

/** By the same actions as one at a time. What is open and what waits its sorting says, with the rest of it. */
export async function turnTicket(
  ctx: Context,
  by: Person,
  reader: Reader,
  { number, status, messages }: FoundTicket,
  turn: Turn,
): Promise<void> {
  const verdict = verdictOf(turn);
  if (turn === "spam") await setAside(ctx, by, number);
  else if (turn === "no-spam") await takeBack(ctx, by, number);
  else if (verdict) await resolveSeen(ctx, by, reader, number, verdict, messages);
  else if (turn === "open" && status === "resolved") await reopenTicket(ctx, by, reader, number);
  else if (turn === "open" && status === "on-hold") await wakeTicket(ctx, by, number);
}

async function resolveSeen(
  ctx: Context,
  by: Person,
  reader: Reader,
  number: number,
  verdict: Verdict,
  seen: number,
): Promise<void> {
  try {
    await resolveTicket(ctx, by, reader, number, verdict, { seen });
  } catch (error) {
    throw error instanceof Overtaken ? tooLate("Somebody answered meanwhile.") : error;
  }
}
