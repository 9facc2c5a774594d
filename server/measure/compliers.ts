import { normalQuantile, upperProbability } from "./distributions.ts";
import { between, NoFigure, partOf } from "./figures.ts";
import type { Interval } from "./proportion.ts";

const LEAST_EFFECT_ON_OPENING = 0.1;

/** Flows of an arm: with a ticket, with an article opened, and with both. */
export type ArmWithOpening = { flows: number; tickets: number; opened: number; both: number };

export type ComplierEffect = Interval & {
  effect: number;
  standardError: number;
  /** By how much the panel raises the share of flows in which an article is opened. */
  effectOnOpening: number;
};

/**
 * F18: the effect on those who open an article because of the panel: ratio of the two differences (Wald 1940; local average
 * treatment effect), standard error by the delta method. Refused while the panel hardly changes what is opened.
 */
export function complierEffect(treatment: ArmWithOpening, holdout: ArmWithOpening, level = 0.95): ComplierEffect {
  check("treatment", treatment);
  check("holdout", holdout);
  const effectOnOpening = treatment.opened / treatment.flows - holdout.opened / holdout.flows;
  if (effectOnOpening <= LEAST_EFFECT_ON_OPENING)
    throw new NoFigure(
      `The panel changes the share of flows with an opened article by ${effectOnOpening.toFixed(2)}; above ${LEAST_EFFECT_ON_OPENING} is needed.`,
    );
  const effect = (treatment.tickets / treatment.flows - holdout.tickets / holdout.flows) / effectOnOpening;
  const variance = varianceOfMean(treatment, effect) + varianceOfMean(holdout, effect);
  const standardError = Math.sqrt(variance) / effectOnOpening;
  const half = normalQuantile(upperProbability(between("The level", level))) * standardError;
  return { effect, low: effect - half, high: effect + half, standardError, effectOnOpening };
}

/** var(y - W d) / n, from the counts: y² = y, d² = d, y d = both. */
function varianceOfMean({ flows, tickets, opened, both }: ArmWithOpening, effect: number): number {
  const mean = (tickets - effect * opened) / flows;
  const meanSquare = (tickets - 2 * effect * both + effect ** 2 * opened) / flows;
  return (meanSquare - mean ** 2) / flows;
}

function check(arm: string, { flows, tickets, opened, both }: ArmWithOpening): void {
  partOf(`The number of ${arm} tickets`, tickets, flows);
  partOf(`The number of ${arm} flows with an opened article`, opened, flows);
  if (both > 0) partOf(`The number of ${arm} flows with both`, both, Math.min(tickets, opened));
  if (tickets + opened - both > flows)
    throw new NoFigure(`The ${arm} counts do not fit: more tickets and openings than flows.`);
}
