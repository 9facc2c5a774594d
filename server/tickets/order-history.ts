import { participantsIn, participantsText, type State } from "./ticket.ts";

/** What can happen to a ticket by way of keeping order: who else hears of it, and when it is looked at again. */
export type OrderEvent =
  | { kind: "joined"; data: { person: number } }
  | { kind: "left"; data: { person: number } }
  | { kind: "watched"; data: { person: number } }
  | { kind: "unwatched"; data: { person: number } }
  | { kind: "snoozed"; data: { until: number; reason: string } }
  | { kind: "woke"; data: Record<string, never> };

type Kind = OrderEvent["kind"];
type DataOf<K extends Kind> = Extract<OrderEvent, { kind: K }>["data"];

/** What who asked must not notice by the time of the last change. */
export const ORDER_SECRETS: readonly Kind[] = ["watched", "unwatched", "snoozed", "woke"];

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
  }
}
