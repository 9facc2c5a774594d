import { mulberry32 } from "#server/measure/random.ts";

export type Chance = {
  /** True in this share of cases. */
  is(share: number): boolean;
  between(from: number, to: number): number;
  whole(from: number, to: number): number;
  pick<Item>(items: readonly Item[]): Item;
  /** Earlier items more often: item k about 1/(k+1) as often as the first. */
  favour<Item>(items: readonly Item[]): Item;
  /** How many of something rare happen, when this many do on the average. */
  count(mean: number): number;
};

/** The same seed tells the same story on every machine. */
export function chanceFrom(seed: number): Chance {
  const next = mulberry32(seed);
  const between = (from: number, to: number) => from + next() * (to - from);
  const whole = (from: number, to: number) => Math.floor(between(from, to + 1));
  const at = <Item>(items: readonly Item[], place: number): Item => {
    const item = items[Math.min(items.length - 1, place)];
    if (item === undefined) throw new RangeError("There is nothing to choose from.");
    return item;
  };
  return {
    is: (share) => next() < share,
    between,
    whole,
    pick: (items) => at(items, whole(0, items.length - 1)),
    // The inverse of a logarithm spreads evenly drawn numbers like 1/k.
    favour: (items) => at(items, Math.floor((items.length + 1) ** next()) - 1),
    count: (mean) => poisson(next, mean),
  };
}

/** Knuth's method: multiplies draws until they fall below e^-mean. */
function poisson(next: () => number, mean: number): number {
  const limit = Math.exp(-mean);
  let product = next();
  let count = 0;
  while (product > limit) {
    product *= next();
    count += 1;
  }
  return count;
}
