import { hashToken, randomToken } from "#server/platform/keys.ts";
import { type Action, can } from "./permissions.ts";
import type { Person } from "./person.ts";

/** What a token may be for. It never allows more than its owner may do at that moment. */
export const SCOPES = {
  "knowledge:read": { action: "knowledge.read", says: "Search, and read articles" },
  "tickets:read": { action: "ticket.see", says: "Read tickets" },
  "tickets:write": { action: "ticket.open", says: "Open tickets and reply" },
  "reports:read": { action: "report.see", says: "Read the reports" },
  "figures:write": { action: "report.goal", says: "Feed training and key figures into the programme" },
} as const satisfies Record<string, { action: Action; says: string }>;

export type Scope = keyof typeof SCOPES;
export const ALL_SCOPES = Object.keys(SCOPES) as Scope[];

/** A scope that opens nothing to them is not offered. */
export const scopesFor = (person: Person): Scope[] =>
  ALL_SCOPES.filter((scope) => can(person, SCOPES[scope].action, true));

/** In days. A token that never ends is one that nobody remembers. */
export const LIVES = [30, 90, 180, 365] as const;
export const USUAL_LIFE = 90;

const PREFIX = "firstline_";
const SHAPE = /firstline_([\w-]{43})([\w-]{6})(?![\w-])/;

/** Names the product and ends with a checksum, so that scanners of source code find it and typing errors are told apart. */
export function makeToken(): string {
  const secret = randomToken();
  return PREFIX + secret + checksumOf(secret);
}

const checksumOf = (secret: string) => hashToken(secret).slice(0, 6);

/** The token somewhere in a text, if its checksum fits. */
export function tokenIn(text: string): string | null {
  const [found, secret = "", checksum] = SHAPE.exec(text) ?? [];
  return found && checksumOf(secret) === checksum ? found : null;
}

export const endingOf = (token: string) => token.slice(-4);
