import { participantsIn, participantsText, type State } from "./ticket.ts";

/** What can happen to a ticket by way of keeping order: who else hears of it, and when it is looked at again. */
export type OrderEvent =
  | { kind: "joined"; data: { person: number } }
  | { kind: "left"; data: { person: number } }
  | { kind: "watched"; data: { person: number } }
  | { kind: "unwatched"; data: { person: number } }
  | { kind: "snoozed"; data: { until: number; reason: string } }
  | { kind: "woke"; data: Record<string, never> }
  | { kind: "merged"; data: { into: string } }
  | { kind: "unmerged"; data: { from: string; now: Restored } }
  | { kind: "took"; data: { from: string; since: number | null } }
  | { kind: "gaveBack"; data: { from: string; now: Restored } }
  | { kind: "split"; data: { to: string; places: number[]; now: Restored } }
  | { kind: "splitOff"; data: { from: string } }
  | { kind: "rejoined"; data: { from: string; places: number[]; now: Restored } };

/** What a ticket stands at once something is taken away, worked out from its events. */
export type Restored = Pick<State, "status" | "unansweredSince" | "firstReplyAt" | "resolvedAt" | "wakeAt">;

type Kind = OrderEvent["kind"];
type DataOf<K extends Kind> = Extract<OrderEvent, { kind: K }>["data"];

/** What who asked must not notice by the time of the last change. */
export const ORDER_SECRETS: readonly Kind[] = [
  "watched",
  "unwatched",
  "snoozed",
  "woke",
  "took",
  "gaveBack",
  "splitOff",
];

export const ORDER_EFFECTS: { [K in Kind]: (state: State, at: number, data: DataOf<K>) => Partial<State> } = {
  joined: ({ participants }, _at, { person }) => ({
    participants: participantsText([...participantsIn(participants), person]),
  }),
  left: ({ participants }, _at, { person }) => ({
    participants: participantsText(participantsIn(participants).filter((id) => id !== person)),
  }),
  watched: () => ({}),
  unwatched: () => ({}),
  snoozed: (_state, _at, { until }) => ({ status: "on-hold", wakeAt: until }),
  woke: () => ({ status: "open", wakeAt: null }),
  merged: (_state, at) => ({ status: "merged", resolvedAt: at, unansweredSince: null }),
  unmerged: (_state, _at, { now }) => now,
  took: ({ status, unansweredSince }, _at, { since }) =>
    since === null
      ? {}
      : {
          unansweredSince: Math.min(since, unansweredSince ?? since),
          status: status === "waiting" || status === "on-hold" ? "open" : status,
        },
  gaveBack: (_state, _at, { now }) => now,
  split: (_state, _at, { now }) => now,
  splitOff: () => ({}),
  rejoined: (_state, _at, { now }) => now,
};

type Names = { person: (id: number) => string; day: (at: number) => string };

/** One line of the history, to be read after the name of who did it. */
export function orderDeed(event: OrderEvent, { person, day }: Names): string {
  switch (event.kind) {
    case "joined":
      return `let ${person(event.data.person)} read along`;
    case "left":
      return `ended that ${person(event.data.person)} reads along`;
    case "watched":
      return `let ${person(event.data.person)} watch it`;
    case "unwatched":
      return `ended that ${person(event.data.person)} watches it`;
    case "snoozed":
      return `put it on hold until ${day(event.data.until)}: ${event.data.reason}`;
    case "woke":
      return "ended the hold";
    case "merged":
      return `merged it into ${event.data.into}`;
    case "unmerged":
      return `took it out of ${event.data.from} again`;
    case "took":
      return `merged ${event.data.from} into it`;
    case "gaveBack":
      return `took ${event.data.from} out of it again`;
    case "split":
      return `split ${event.data.to} off from it`;
    case "splitOff":
      return `split it off from ${event.data.from}`;
    case "rejoined":
      return `took back what was split off as ${event.data.from}`;
  }
}
