import { above, amount, NoFigure, sum } from "./figures.ts";
import { limitsOfRatio, phiOf, type ReductionLimits } from "./rate-ratio.ts";

const POINTS_APART = 0.05;
const LARGE_ENOUGH = 10;

/** A team, a length of service, a product: tickets and exposure of both windows. */
export type Stratum = {
  name: string;
  baseline: { tickets: number; exposure: number };
  current: { tickets: number; exposure: number };
};

export type Strata = ReductionLimits & {
  /** Reduction of the sums, whatever they are made of. */
  crude: number;
  /** Rate ratio at an unchanged mix; `reduction` is 1 minus this. */
  rateRatio: number;
  standardError: number;
  /** By how much the two reductions differ. */
  difference: number;
  /** Strata with ten or more baseline tickets that moved the other way than the sums did. */
  reversed: string[];
  /** Whether the mix has to be told beside the headline. */
  isFlagged: boolean;
};

/**
 * F8: the rate ratio across strata (Mantel & Haenszel 1959; variance of Greenland & Robins 1985 for person-time), so
 * that a changed mix of teams is not taken for a changed rate (Simpson's paradox).
 */
export function strataRatio(strata: readonly Stratum[], { phi = 1, level = 0.95 } = {}): Strata {
  strata.forEach(checkStratum);
  const numerator = sumOf(strata, ({ baseline, current }, all) => (current.tickets * baseline.exposure) / all);
  const denominator = sumOf(strata, ({ baseline, current }, all) => (baseline.tickets * current.exposure) / all);
  if (numerator === 0 || denominator === 0)
    throw new NoFigure("A stratum with tickets has to have exposure in both windows; there is none to compare.");
  const spread = sumOf(strata, ({ baseline, current }, all) => {
    const tickets = baseline.tickets + current.tickets;
    return (tickets * baseline.exposure * current.exposure) / all ** 2;
  });
  const rateRatio = numerator / denominator;
  const standardError = Math.sqrt((phiOf(phi) * spread) / (numerator * denominator));
  const crude = 1 - crudeRatio(strata);
  const difference = Math.abs(1 - rateRatio - crude);
  const reversed = strata.filter((stratum) => isReversed(stratum, crude)).map(({ name }) => name);
  const isFlagged = difference > POINTS_APART || reversed.length > 0;
  return {
    crude,
    rateRatio,
    standardError,
    ...limitsOfRatio(rateRatio, standardError, level),
    difference,
    reversed,
    isFlagged,
  };
}

const sumOf = (strata: readonly Stratum[], part: (stratum: Stratum, exposure: number) => number) =>
  sum(strata.map((stratum) => part(stratum, stratum.baseline.exposure + stratum.current.exposure)));

function crudeRatio(strata: readonly Stratum[]): number {
  const total = (pick: (stratum: Stratum) => number) => sum(strata.map(pick));
  const before = total(({ baseline }) => baseline.tickets) / total(({ baseline }) => baseline.exposure);
  const now = total(({ current }) => current.tickets) / total(({ current }) => current.exposure);
  return now / before;
}

function isReversed({ baseline, current }: Stratum, crude: number): boolean {
  if (baseline.tickets < LARGE_ENOUGH || current.exposure === 0) return false;
  const ratio = current.tickets / current.exposure / (baseline.tickets / baseline.exposure);
  return (ratio > 1 && crude > 0) || (ratio < 1 && crude < 0);
}

function checkStratum({ name, baseline, current }: Stratum): void {
  for (const [which, { tickets, exposure }] of [["baseline", baseline] as const, ["current", current] as const]) {
    amount(`The number of ${which} tickets of ${name}`, tickets);
    amount(`The ${which} exposure of ${name}`, exposure);
    if (tickets > 0 && exposure === 0)
      throw new NoFigure(`Stratum ${name} has ${which} tickets and no ${which} exposure.`);
  }
  above(`The exposure of ${name}`, baseline.exposure + current.exposure, 0);
}
