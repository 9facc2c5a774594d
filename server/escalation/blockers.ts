import { deadline } from "./due.ts";
import { type Fact, stretchesOf } from "./facts.ts";
import type { Hours } from "./hours.ts";
import type { Span } from "./spans.ts";

export const BLOCKERS = ["acknowledged", "waiting", "on hold", "held by hand", "storm brake"] as const;
export type Blocker = (typeof BLOCKERS)[number];

/** A time during which a ladder stands still, and why. An acknowledgement has an end from the start. */
export type Block = Span & { why: Blocker; by: number | null };

/**
 * Everything that held a ladder, read off the facts: the one place where that is decided. An acknowledgement lasts
 * `ackMs` of open time after the last thing somebody who answers did, whoever asked may write what they want
 * meanwhile; it ends when the question is given back, resolved or comes back.
 */
export function blocksOf(facts: readonly Fact[], hours: Hours, ackMs: number): Block[] {
  const stretches = stretchesOf(facts).flatMap(({ from, to, stands }): Block[] =>
    stands === "waiting" || stands === "on hold" ? [{ from, to, why: stands, by: null }] : [],
  );
  return [...acknowledgements(facts, hours, ackMs), ...holds(facts), ...stretches];
}

function acknowledgements(facts: readonly Fact[], hours: Hours, ackMs: number): Block[] {
  const blocks: Block[] = [];
  const lapse = (at: number) => deadline(hours, at, ackMs) ?? Infinity;
  for (const { at, does, by, isByStaff, stands } of facts) {
    const last = blocks.at(-1);
    const current = last && at < last.to ? last : undefined;
    if (stands === "resolved" || stands === "gone" || does === "releases") {
      if (current) current.to = at;
    } else if (does === "acknowledges") {
      if (current) Object.assign(current, { to: lapse(at), by });
      else blocks.push({ from: at, to: lapse(at), why: "acknowledged", by });
    } else if (current && isByStaff) current.to = lapse(at);
  }
  return blocks.filter(({ from, to }) => from < to);
}

/** Somebody held it until an instant, unless they let it go on before, or it was resolved. */
function holds(facts: readonly Fact[]): Block[] {
  const blocks: Block[] = [];
  for (const { at, does, by, until = at, stands } of facts) {
    const last = blocks.at(-1);
    const current = last && at < last.to ? last : undefined;
    if (stands === "resolved" || stands === "gone" || does === "frees") {
      if (current) current.to = at;
    } else if (does === "holds") {
      if (current) Object.assign(current, { to: until, by });
      else blocks.push({ from: at, to: until, why: "held by hand", by });
    }
  }
  return blocks.filter(({ from, to }) => from < to);
}

export const blockersAt = (blocks: readonly Block[], at: number): Block[] =>
  blocks.filter(({ from, to }) => from <= at && at < to);
