import type { State, Urgency } from "./ticket.ts";

/** What happens to the ladder of a ticket, by itself or by somebody. */
export type LadderEvent =
  | { kind: "acknowledged"; data: Record<string, never> }
  | { kind: "escalated"; data: Escalated }
  | { kind: "unreached"; data: Unreached }
  | { kind: "halted"; data: { until: number; reason: string } }
  | { kind: "unhalted"; data: Record<string, never> };

/** A step of the ladder was taken, by itself or by hand with a reason. */
export type Escalated = {
  ladder: string;
  step: string;
  told: number[];
  reason: string | null;
  urgency?: Urgency;
  assignee?: number;
  queue?: number;
  /** Who watches the ticket since. */
  watchers?: number[];
  note?: string;
  /** How many webhooks were called. */
  calls?: number;
  /** It was the last step, and its ladder says that they hear of that. */
  ending?: number[];
};

/** Every mail of a step has failed for good. `told`: the ladder is at its end, so they were told in its place. */
export type Unreached = { ladder: string; step: string; people: number[]; told?: number[] };

type Kind = LadderEvent["kind"];
type DataOf<K extends Kind> = Extract<LadderEvent, { kind: K }>["data"];

/** What who asked must not notice by the time of the last change. */
export const LADDER_SECRETS: readonly Kind[] = ["acknowledged", "escalated", "unreached", "halted", "unhalted"];

export const LADDER_EFFECTS: { [K in Kind]: (state: State, at: number, data: DataOf<K>) => Partial<State> } = {
  acknowledged: () => ({}),
  halted: () => ({}),
  unreached: () => ({}),
  unhalted: () => ({}),
  escalated: (_state, _at, { urgency, assignee, queue }) => ({
    ...(urgency === undefined ? {} : { urgency }),
    ...(assignee === undefined ? {} : { assigneeId: assignee }),
    ...(queue === undefined ? {} : { queueId: queue }),
  }),
};

type Names = { person: (id: number) => string; queue: (id: number) => string; day: (at: number) => string };

/** One line of the history, to be read after the name of who did it. */
export function ladderDeed(event: LadderEvent, names: Names): string {
  if (event.kind === "acknowledged") return "saw it";
  if (event.kind === "unhalted") return "let the ladder go on";
  if (event.kind === "halted") return `held the ladder until ${names.day(event.data.until)}: ${event.data.reason}`;
  if (event.kind === "unreached") return lossOf(event.data, names);
  return escalationOf(event.data, names);
}

function lossOf({ ladder, step, people, told }: Unreached, names: Names): string {
  const list = (ids: readonly number[]) => ids.map(names.person).join(", ");
  const whom = people.length === 0 ? "the webhook of this step" : list(people);
  const then = told === undefined ? "the next step follows at once" : `told ${list(told)} in their place`;
  return `could not reach ${whom} (${ladder}, ${step}), so ${then}`;
}

function escalationOf(data: Escalated, names: Names): string {
  const people = (ids: readonly number[]) => ids.map(names.person).join(", ");
  const who = data.told.length === 0 ? "nobody" : people(data.told);
  const more = [
    data.queue === undefined ? "" : `moved it to ${names.queue(data.queue)}`,
    data.watchers?.length ? `let ${people(data.watchers)} watch it` : "",
    data.calls ? `called ${data.calls === 1 ? "a webhook" : `${data.calls} webhooks`}` : "",
    data.ending ? `told ${people(data.ending)} that the ladder is used up` : "",
    data.note ? `noted: ${data.note}` : "",
  ].filter(Boolean);
  const also = more.length > 0 ? `, and ${more.join(", ")}` : "";
  return `told ${who} (${data.ladder}, ${data.step})${data.reason === null ? "" : `: ${data.reason}`}${also}`;
}
