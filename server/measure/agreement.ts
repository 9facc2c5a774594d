import { above, count, NoFigure, partOf, share, sum } from "./figures.ts";

/** Below the first a second look is due, below the second the labels cannot carry a figure. */
export const KAPPA_LIMITS = { warn: 0.7, fail: 0.6 } as const;

/** Two people coded the same tickets without seeing each other's answer: basic or not. */
export type DoubleCoding = { bothBasic: number; firstOnly: number; secondOnly: number; neither: number };

export type Agreement = { kappa: number; observed: number; expected: number; tickets: number };

/** F11: Cohen's kappa (1960): agreement beyond what two guessing coders would have. */
export function cohensKappa({ bothBasic, firstOnly, secondOnly, neither }: DoubleCoding): Agreement {
  const cells = [bothBasic, firstOnly, secondOnly, neither];
  cells.forEach((cell, at) => {
    count(`The number of tickets ${CELLS[at]}`, cell);
  });
  const tickets = above("The number of tickets coded twice", sum(cells), 0);
  const observed = (bothBasic + neither) / tickets;
  const [first, second] = [(bothBasic + firstOnly) / tickets, (bothBasic + secondOnly) / tickets];
  const expected = first * second + (1 - first) * (1 - second);
  if (expected === 1) throw new NoFigure("Both coders gave every ticket one and the same label; kappa is not defined.");
  return { kappa: (observed - expected) / (1 - expected), observed, expected, tickets };
}

const CELLS = [
  "both called basic",
  "only the first called basic",
  "only the second called basic",
  "neither called basic",
];

/** How often a label is right: among basic tickets (sensitivity) and among others (specificity). */
export type LabelQuality = { sensitivity: number; specificity: number };

export type Corrected = {
  /** Share of basic tickets among all, as labelled and after correction. */
  labelled: number;
  corrected: number;
  /** Set when the correction left 0 to 1: the qualities do not fit the labels. */
  warning: string | null;
};

/** F11: misclassification correction (Rogan & Gladen 1978): (q + spec - 1) / (sens + spec - 1), kept within 0 and 1. */
export function correctLabels({
  basic,
  tickets,
  sensitivity,
  specificity,
}: { basic: number; tickets: number } & LabelQuality): Corrected {
  partOf("The number of basic tickets", basic, tickets);
  share("The sensitivity", sensitivity);
  share("The specificity", specificity);
  const informed = sensitivity + specificity - 1;
  if (informed <= 0) throw new NoFigure("Labels with this sensitivity and specificity are no better than guessing.");
  const labelled = basic / tickets;
  const raw = (labelled + specificity - 1) / informed;
  const corrected = Math.min(1, Math.max(0, raw));
  const isOutside = raw !== corrected;
  return { labelled, corrected, warning: isOutside ? "The qualities of the labels do not fit their number." : null };
}

export type LabelledWindow = { basic: number; tickets: number; exposure: number };

/** F11: what the same misclassification does to the reduction; both reductions are parts. */
export function reductionAfterCorrection(
  baseline: LabelledWindow,
  current: LabelledWindow,
  quality: LabelQuality,
): { labelled: number; corrected: number; warning: string | null } {
  const [before, now] = [correctLabels({ ...baseline, ...quality }), correctLabels({ ...current, ...quality })];
  above("The baseline exposure", baseline.exposure, 0);
  above("The current exposure", current.exposure, 0);
  if (before.corrected === 0 || baseline.basic === 0)
    throw new NoFigure("No basic ticket of the baseline is left after the correction.");
  const volume = current.tickets / current.exposure / (baseline.tickets / baseline.exposure);
  return {
    labelled: 1 - (now.labelled / before.labelled) * volume,
    corrected: 1 - (now.corrected / before.corrected) * volume,
    warning: before.warning ?? now.warning,
  };
}
