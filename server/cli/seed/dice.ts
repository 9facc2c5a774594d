import { mulberry32 } from "#server/measure/random.ts";

export type Dice = {
  /** From 0 to below 1. */
  roll(): number;
  /** From 0 to below `many`. */
  whole(many: number): number;
  pick<Thing>(things: readonly Thing[]): Thing;
  /** The same, but the first ones far more often: a few people ask, and a few articles answer, most of it. */
  favour<Thing>(things: readonly Thing[]): Thing;
  chance(share: number): boolean;
  /** Around a usual value, sometimes many times as much: how long people take. */
  around(usual: number): number;
};

/** The same seed throws the same, on every machine. */
export function openDice(seed: number): Dice {
  const roll = mulberry32(seed);
  const pick = <Thing>(things: readonly Thing[]) => things[Math.floor(roll() * things.length)] as Thing;
  return {
    roll,
    whole: (many) => Math.floor(roll() * many),
    pick,
    favour: (things) => things[Math.floor(roll() ** 2.5 * things.length)] as (typeof things)[number],
    chance: (share) => roll() < share,
    // The sum of four throws is near enough to a bell; its exponential has the long tail.
    around: (usual) => usual * Math.exp((roll() + roll() + roll() + roll() - 2) * 1.8),
  };
}
