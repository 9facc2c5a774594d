import { DAY } from "#server/platform/clock.ts";
import type { Label } from "./ticket.ts";

/** Who said what kind of question it was: a person, the rule, or the classifier. */
export type LabelSource = "agent" | "rule" | "classifier";

/** Two weeks after the first word a label is frozen; opening the ticket again thaws nothing. */
export const FREEZES_AFTER = 14 * DAY;

export type KeptLabel = {
  label: Label;
  articleId: number | null;
  source: LabelSource;
  /** When it was said first. */
  setAt: number;
};

export const isBasic = (label: Label): boolean => label !== "not-basic";

/** What the portal worked out by itself counts from the start, so it is frozen from the start. */
export const isFrozen = ({ setAt, source }: Pick<KeptLabel, "setAt" | "source">, now: number): boolean =>
  source !== "agent" || now >= setAt + FREEZES_AFTER;

/** Whether another verdict needs a reason, and stays visible as a correction. */
export const isCorrection = (
  kept: KeptLabel,
  verdict: { label: Label; articleId: number | null },
  now: number,
): boolean => isFrozen(kept, now) && !saysTheSame(kept, verdict);

/** Somebody who names the article confirms what was worked out without one. */
function saysTheSame(kept: KeptLabel, { label, articleId }: { label: Label; articleId: number | null }): boolean {
  if (kept.source !== "agent") return isBasic(kept.label) === isBasic(label);
  return kept.label === label && kept.articleId === articleId;
}
