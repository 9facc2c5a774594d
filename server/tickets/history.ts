import type { Metric } from "#server/escalation/policy.ts";
import type { Answer } from "./field.ts";
import { IMPORTED_EFFECTS, type ImportedEvent, makesLive } from "./imported-history.ts";
import { INTAKE_EFFECTS, INTAKE_SECRETS, type IntakeEvent } from "./intake-history.ts";
import { LADDER_EFFECTS, LADDER_SECRETS, type LadderEvent } from "./ladder-history.ts";
import { ORDER_EFFECTS, ORDER_SECRETS, type OrderEvent } from "./order-history.ts";
import { DEFAULT_QUEUE } from "./queue.ts";
import type { Label, State, Status, Urgency } from "./ticket.ts";

/** Everything that can happen to a ticket. Its row is what these add up to, and can be rebuilt from them. */
export type TicketEvent =
  | { kind: "opened"; data: Opened }
  | { kind: "asked"; data: Record<string, never> }
  | { kind: "thanked"; data: Record<string, never> }
  | { kind: "answered"; data: { waits: boolean } }
  | { kind: "noted"; data: { mentions?: number[] } }
  | { kind: "autoreplied"; data: Record<string, never> }
  | { kind: "assigned"; data: { from: number | null; to: number | null; rule?: string } }
  | { kind: "triaged"; data: Triaged }
  | { kind: "resolved"; data: { label: Label | null; article: string | null; rule?: "no answer" } & Corrected }
  | { kind: "reminded"; data: Record<string, never> }
  | { kind: "labelled"; data: { label: Label; article: string | null; source?: "rule" | "classifier" } & Corrected }
  | { kind: "reopened"; data: Record<string, never> }
  | { kind: "linked"; data: LinkTold }
  | { kind: "unlinked"; data: LinkTold }
  | { kind: "tagged"; data: { added: string[]; removed: string[] } }
  | IntakeEvent
  | OrderEvent
  | ImportedEvent
  | LadderEvent
  | { kind: "waived"; data: { metric: Metric; n: number; reason: string } }
  | { kind: "drafted"; data: { draft: number } }
  | { kind: "became"; data: { article: string } }
  | { kind: "followed"; data: Followed }
  | { kind: "ticked"; data: { run: number; step: number; text: string; isDone: boolean } };

/** A runbook was begun, in that text of the article, or ended. */
type Followed = {
  runbook: string;
  run: number;
  of?: { article: number; revision: number; steps: number };
  ended?: { done: number; steps: number };
};

/** The rule that did it, where nobody did. */
export type Triaged = {
  status?: "open" | "waiting";
  urgency?: Urgency;
  category?: string | null;
  queue?: number;
  rule?: string;
};

/** Opened by somebody who answers, the first answer is given with the opening. */
type Opened = { urgency: Urgency; category: string | null; queue?: number; byStaff?: true; answers?: Answer[] };

/** As it reads from this ticket. */
type LinkTold = { words: string; other: string };

/** What stood there when it was frozen, and why it was wrong. */
export type Corrected = { was?: Label; reason?: string };

type Kind = TicketEvent["kind"];
type DataOf<K extends Kind> = Extract<TicketEvent, { kind: K }>["data"];

/** The state a ticket is in after an event. Pure, so that action, screen and rebuilding can never drift apart. */
export function after(state: State, event: TicketEvent, at: number): State {
  const effect = EFFECTS[event.kind] as (state: State, at: number, data: TicketEvent["data"]) => Partial<State>;
  const updatedAt = SECRET.has(event.kind) ? state.updatedAt : at;
  const heldAt = makesLive(event.kind) ? null : state.heldAt;
  const now = { ...state, updatedAt, heldAt, ...effect(state, at, event.data) };
  return now.status === "on-hold" ? now : { ...now, wakeAt: null };
}

/** What who asked must not notice by the time of the last change. */
const SECRET: ReadonlySet<Kind> = new Set([
  "noted",
  "autoreplied",
  "labelled",
  "tagged",
  "linked",
  "unlinked",
  "reminded",
  "waived",
  "drafted",
  "followed",
  "ticked",
  ...INTAKE_SECRETS,
  ...ORDER_SECRETS,
  ...LADDER_SECRETS,
  "brought",
]);

/** What an opening starts from. */
export const BEFORE: State = {
  status: "new",
  urgency: "normal",
  category: null,
  queueId: DEFAULT_QUEUE,
  assigneeId: null,
  openedAt: 0,
  updatedAt: 0,
  unansweredSince: null,
  firstReplyAt: null,
  resolvedAt: null,
  wakeAt: null,
  messages: 0,
  publicMessages: 0,
  insiders: null,
  participants: null,
  spamAt: null,
  heldAt: null,
};

const EFFECTS: { [K in Kind]: (state: State, at: number, data: DataOf<K>) => Partial<State> } = {
  opened: (state, at, { urgency, category, queue, byStaff }) => ({
    ...said(state),
    urgency,
    category,
    queueId: queue ?? DEFAULT_QUEUE,
    openedAt: at,
    ...(byStaff ? { status: "open", firstReplyAt: at } : { unansweredSince: at }),
  }),
  asked: (state, at) => ({
    ...said(state),
    status: state.status === "new" ? "new" : "open",
    resolvedAt: null,
    unansweredSince: state.unansweredSince ?? at,
  }),
  thanked: said,
  answered: (state, at, { waits }) => ({
    ...said(state),
    status: state.status === "resolved" ? "resolved" : waits ? "waiting" : "open",
    unansweredSince: null,
    firstReplyAt: state.firstReplyAt ?? at,
  }),
  noted: ({ messages }) => ({ messages: messages + 1 }),
  autoreplied: ({ messages }) => ({ messages: messages + 1 }),
  assigned: (_state, _at, { to }) => ({ assigneeId: to }),
  triaged: (_state, _at, { queue, rule: _rule, ...data }) => ({
    ...data,
    ...(queue === undefined ? {} : { queueId: queue }),
    ...(data.status === "waiting" ? { unansweredSince: null } : {}),
  }),
  resolved: (_state, at) => ({ status: "resolved", resolvedAt: at, unansweredSince: null }),
  labelled: () => ({}),
  reopened: () => ({ status: "open", resolvedAt: null }),
  tagged: () => ({}),
  linked: () => ({}),
  unlinked: () => ({}),
  reminded: () => ({}),
  waived: () => ({}),
  drafted: () => ({}),
  became: () => ({}),
  followed: () => ({}),
  ticked: () => ({}),
  ...INTAKE_EFFECTS,
  ...ORDER_EFFECTS,
  ...IMPORTED_EFFECTS,
  ...LADDER_EFFECTS,
};

/** Every kind there is. */
export const KINDS = Object.keys(EFFECTS) as Kind[];

function said({ messages, publicMessages }: State): Partial<State> {
  return { messages: messages + 1, publicMessages: publicMessages + 1 };
}

/** Waiting for the requester starts with something that was said to them. */
export const canWait = (state: { status: Status; firstReplyAt: number | null }) =>
  state.status !== "resolved" && state.firstReplyAt !== null;
