import type { Metric, PauseCause, Subject } from "./policy.ts";
import type { Span } from "./spans.ts";

/** Where a question stands, as far as clocks and ladders care. */
export type Standing = "open" | PauseCause | "resolved" | "gone";

/** How things were after something happened. A question's facts are in order of time. */
export type Fact = {
  at: number;
  /** Who asked spoke, or somebody answered them; notes and automatic mail say nothing. */
  said: "asked" | "answered" | null;
  stands: Standing;
  subject: Subject;
  /** Who did it; nobody, when the portal did. */
  by: number | null;
  /** Somebody who answers did it, not who asked and not the portal. */
  isByStaff: boolean;
  /** What it means to a ladder. */
  does: "acknowledges" | "releases" | "escalates" | "holds" | "frees" | null;
  /** It was given to somebody. */
  assigns?: true;
  /** Until when it holds the ladder, if it does. */
  until?: number;
  /** Since when who asked has waited for it, where what they said came from elsewhere. */
  since?: number;
  /** It begins here with a past elsewhere, for which nothing was promised. */
  comesLive?: true;
  /** A missed target that somebody excused. */
  waives?: { metric: Metric; n: number; reason: string };
};

export type Stretch = Span & { stands: Standing };

/** How long it stood where. The last stretch has no end. */
export function stretchesOf(facts: readonly Fact[]): Stretch[] {
  const stretches: Stretch[] = [];
  for (const { at, stands } of facts) {
    const last = stretches.at(-1);
    if (last?.stands === stands) continue;
    if (last) last.to = at;
    stretches.push({ from: at, to: Infinity, stands });
  }
  return stretches.filter(({ from, to }) => from < to);
}
