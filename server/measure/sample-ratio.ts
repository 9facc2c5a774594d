import { chiSquareTail } from "./distributions.ts";
import { between, count, NoFigure } from "./figures.ts";

export const SAMPLE_RATIO_LIMITS = { warn: 0.01, fail: 0.001 } as const;

export type SampleRatio = {
  chiSquare: number;
  p: number;
  /** p < 0.001: the arms are not what was drawn, and no result may be shown. */
  isBlocked: boolean;
};

/** F15: do the arms have the sizes they were drawn with? Chi-square with one degree of freedom. */
export function sampleRatio({
  treatment,
  holdout,
  share,
}: {
  treatment: number;
  holdout: number;
  share: number;
}): SampleRatio {
  const flows = count("The number of treatment units", treatment) + count("The number of holdout units", holdout);
  if (flows === 0) throw new NoFigure("Nobody has been assigned yet.");
  const planned = flows * between("The planned share of the holdout", share);
  const chiSquare = (holdout - planned) ** 2 * (1 / planned + 1 / (flows - planned));
  const p = chiSquareTail(chiSquare);
  return { chiSquare, p, isBlocked: p < SAMPLE_RATIO_LIMITS.fail };
}
