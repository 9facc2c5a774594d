import type { State } from "./ticket.ts";

/** What happens to a ticket of another desk on its way to becoming one of ours. */
export type ImportedEvent =
  /** Its story so far comes from elsewhere, and it is held. */
  | { kind: "brought"; data: Record<string, never> }
  /** Made live: by somebody, or with everything that was held. */
  | { kind: "started"; data: { withAll?: true } };

type Kind = ImportedEvent["kind"];

export const IMPORTED_EFFECTS: { [K in Kind]: (state: State, at: number) => Partial<State> } = {
  brought: (_state, at) => ({ heldAt: at }),
  started: () => ({}),
};

const LIVENING: ReadonlySet<string> = new Set(["started", "asked", "thanked", "answered", "resolved", "reopened"]);

/** Whether a held ticket becomes live by it. A note, a triage or a new holder says nothing to who asked. */
export const makesLive = (kind: string): boolean => LIVENING.has(kind);

/** One line of the history, to be read after the name of who did it. */
export function importedDeed({ kind, data }: ImportedEvent): string {
  if (kind === "brought") return "brought it in from another desk";
  return data.withAll ? "made it live, with everything that was brought in" : "made it live";
}
