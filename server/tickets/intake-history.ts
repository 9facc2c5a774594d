import { incidentName } from "./incident.ts";
import { insidersText, type State } from "./ticket.ts";

/** What can happen to a ticket by way of its intake: who sees it, what was asked besides, what it is part of. */
export type IntakeEvent =
  | { kind: "confided"; data: { people: number[] | null; reason?: string; brokenBy?: number } }
  | { kind: "spammed"; data: Record<string, never> }
  | { kind: "unspammed"; data: Record<string, never> }
  | { kind: "filled"; data: { filled: Filled[] } }
  | { kind: "gathered"; data: { incident: number; isMeToo: boolean } }
  | { kind: "released"; data: { incident: number } }
  | { kind: "informed"; data: { incident: number; place: number } }
  | { kind: "rated"; data: Record<string, never> }
  | { kind: "edited"; data: { place: number; version: number; hash: string } }
  | { kind: "redacted"; data: { place: number; what: "words" | "file"; reason: string; hash: string } };

/** An answer that was put right. What people wrote in their own words is left empty: see `forHistory`. */
export type Filled = { field: number; label: string; from: string | null; to: string | null };

type Kind = IntakeEvent["kind"];
type DataOf<K extends Kind> = Extract<IntakeEvent, { kind: K }>["data"];

/** What who asked must not notice by the time of the last change. */
export const INTAKE_SECRETS: readonly Kind[] = [
  "confided",
  "spammed",
  "unspammed",
  "filled",
  "released",
  "rated",
  "edited",
  "redacted",
];

export const INTAKE_EFFECTS: { [K in Kind]: (state: State, at: number, data: DataOf<K>) => Partial<State> } = {
  confided: (_state, _at, { people }) => ({ insiders: people === null ? null : insidersText(people) }),
  spammed: (_state, at) => ({ spamAt: at }),
  unspammed: () => ({ spamAt: null }),
  filled: () => ({}),
  gathered: () => ({}),
  released: () => ({}),
  informed: (state, at) => ({
    status: state.status === "new" ? "open" : state.status,
    unansweredSince: null,
    firstReplyAt: state.firstReplyAt ?? at,
  }),
  rated: () => ({}),
  edited: () => ({}),
  redacted: () => ({}),
};

/** Its title may have been put right, or had words taken out; what happened can never be changed. */
const nameOfIncident = ({ data }: { data: { incident: number } }) => incidentName({ id: data.incident });

/** One line of the history, to be read after the name of who did it. */
export function intakeDeed(event: IntakeEvent, names: { person: (id: number) => string }): string {
  switch (event.kind) {
    case "confided":
      return confidedInWords(event.data, names);
    case "spammed":
      return "set it aside as spam";
    case "unspammed":
      return "said it is no spam";
    case "filled":
      return `set ${event.data.filled.map(({ label, to }) => (to === null ? `no ${label}` : to === "" ? label : `${label} to ${to}`)).join(" and ")}`;
    case "gathered":
      return `${event.data.isMeToo ? "said it happens to them too" : "made it part of the incident"}: ${nameOfIncident(event)}`;
    case "released":
      return `took it out of the incident: ${nameOfIncident(event)}`;
    case "informed":
      return `passed on what is new about the incident: ${nameOfIncident(event)}`;
    case "rated":
      return "said how it went";
    case "edited":
      return `edited message ${event.data.place}`;
    case "redacted":
      return `took ${event.data.what === "file" ? "a file" : "words"} out of message ${event.data.place}: ${event.data.reason}`;
  }
}

function confidedInWords(
  { people, reason, brokenBy }: DataOf<"confided">,
  names: { person: (id: number) => string },
): string {
  if (brokenBy !== undefined) return `let ${names.person(brokenBy)} in by breaking the glass: ${reason}`;
  if (people === null) return "let everybody who answers see it again";
  return `made it confidential, for ${people.map(names.person).join(", ")}`;
}
