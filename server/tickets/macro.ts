import type { Urgency } from "./ticket.ts";
import { URGENCY_NAMES } from "./words.ts";

/** A reply that is written once and sent often. It may put right what was guessed about the ticket, too. */
export type Macro = {
  id: number;
  title: string;
  body: string;
  urgency: Urgency | null;
  category: string | null;
  used: number;
  version: number;
  savedAt: number;
};

/** What a placeholder may stand for. */
export type Facts = {
  requester: string;
  agent: string;
  ticket: { name: string; subject: string; category: string | null };
};

const first = (name: string) => name.split(" ")[0] ?? name;

export const PLACEHOLDERS: Record<string, (facts: Facts) => string> = {
  "requester.first": ({ requester }) => first(requester),
  "requester.name": ({ requester }) => requester,
  "agent.first": ({ agent }) => first(agent),
  "agent.name": ({ agent }) => agent,
  "ticket.number": ({ ticket }) => ticket.name,
  "ticket.subject": ({ ticket }) => ticket.subject,
  "ticket.category": ({ ticket }) => ticket.category ?? "",
};

// Other double braces are somebody's template, and none of our business.
const OURS = /\{\{ *((?:requester|agent|ticket)(?:\.\w*)?) *\}\}/g;

export const fillIn = (body: string, facts: Facts): string =>
  body.replace(OURS, (whole, name: string) => PLACEHOLDERS[name]?.(facts) ?? whole);

/** Placeholders that would be sent as they stand. */
export const unknownIn = (body: string): string[] =>
  [...body.matchAll(OURS)].map((found) => found[1] ?? "").filter((name) => !Object.hasOwn(PLACEHOLDERS, name));

/** What it changes besides, in words; empty where it changes nothing. */
export function changesOf({ urgency, category }: Pick<Macro, "urgency" | "category">, title: string | null): string {
  const changes = [
    urgency === null ? "" : `urgency to ${URGENCY_NAMES[urgency].toLowerCase()}`,
    category === null ? "" : `category to ${title ?? category}`,
  ].filter(Boolean);
  return changes.length === 0 ? "" : `Set ${changes.join(" and ")}`;
}
