import { normalQuantile } from "./distributions.ts";
import { above, NoFigure, partOf, share, sum } from "./figures.ts";

const LEAST_PROPENSITY = 0.05;

/** How often something stood at a place of a list (1 is the first) and was clicked there. */
export type Placed = { position: number; shown: number; clicked: number };

export type PositionCorrected = {
  shown: number;
  clicked: number;
  /** Clicks that the places alone would have brought. */
  expected: number;
  /** Clicks over expected clicks: above 1 it is chosen more often than its places explain. */
  coec: number;
  /** Click rate as if it had always stood first. */
  ipw: number;
};

/** F22: click rate of every place over the whole site: clicks / impressions. */
export function clickRatesByPosition(all: readonly Placed[]): Map<number, number> {
  all.forEach(checkPlaced);
  const places = Map.groupBy(all, ({ position }) => position);
  return new Map([...places].map(([position, some]) => [position, total(some, "clicked") / total(some, "shown")]));
}

const total = (placed: readonly Placed[], what: "shown" | "clicked") => sum(placed.map((one) => one[what]));

/**
 * F22: an article's clicks with the places it was shown at taken out: clicks over expected clicks (Zhang & Jones 2007) and
 * the inverse-propensity rate (Joachims et al. 2017), its ratio clipped at 0.05. Throws NoFigure for a place without a rate.
 */
export function positionCorrected(article: readonly Placed[], rates: ReadonlyMap<number, number>): PositionCorrected {
  article.forEach(checkPlaced);
  const [shown, clicked] = [total(article, "shown"), total(article, "clicked")];
  if (shown === 0) throw new NoFigure("The article was not shown yet.");
  const first = above("The click rate of the first place", rateAt(rates, 1), 0);
  const expected = sum(article.map((one) => one.shown * rateAt(rates, one.position)));
  const weighted = article.map((one) => one.clicked / Math.max(LEAST_PROPENSITY, rateAt(rates, one.position) / first));
  above("The number of expected clicks", expected, 0);
  return { shown, clicked, expected, coec: clicked / expected, ipw: sum(weighted) / shown };
}

function rateAt(rates: ReadonlyMap<number, number>, position: number): number {
  const rate = rates.get(position);
  if (rate === undefined) throw new NoFigure(`Place ${position} has no click rate.`);
  return share(`The click rate of place ${position}`, rate);
}

function checkPlaced({ position, shown, clicked }: Placed): void {
  if (!Number.isInteger(position) || position < 1)
    throw new NoFigure(`${position} is no place of a list; the first is 1.`);
  partOf(`The number of clicks at place ${position}`, clicked, shown);
}

/** Lists in which what usually stands first was put at a place (1: left there), and in how many it was chosen there. */
export type SwappedPlace = { place: number; shown: number; chosen: number };

export type HonestPlace = SwappedPlace & {
  /** How often a place is looked at and chosen from, as a part of the first: pi_k / pi_1. Null for too few lists. */
  ratio: number | null;
  low: number | null;
  high: number | null;
};

/** Below so many choices on either side a ratio says nothing. */
const FEWEST_CHOICES = 10;

/**
 * F22, by random swaps: the same result at place k and at the first (Joachims, Swaminathan & Schnabel 2017), so that the
 * place alone makes the difference. The ratio of the two click rates, with the limits of its logarithm.
 */
export function honestPlaces(swapped: readonly SwappedPlace[]): HonestPlace[] {
  for (const { place, shown, chosen } of swapped) checkPlaced({ position: place, shown, clicked: chosen });
  const first = swapped.find(({ place }) => place === 1);
  return swapped.filter(({ place }) => place > 1).map((one) => ({ ...one, ...ratioOf(one, first) }));
}

function ratioOf(one: SwappedPlace, first: SwappedPlace | undefined): Pick<HonestPlace, "ratio" | "low" | "high"> {
  if (!first || Math.min(one.chosen, first.chosen) < FEWEST_CHOICES) return { ratio: null, low: null, high: null };
  const [here, there] = [one.chosen / one.shown, first.chosen / first.shown];
  const half = normalQuantile(0.975) * Math.sqrt((1 - here) / one.chosen + (1 - there) / first.chosen);
  const ratio = here / there;
  return { ratio, low: ratio * Math.exp(-half), high: ratio * Math.exp(half) };
}
