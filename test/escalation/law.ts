import fc from "fast-check";

/** The same cases each time, and no more than a law may need to notice a defect. */
const AWAKE = { numRuns: 3000, seed: 1, endOnFailure: true };

export type Law = { hold(numRuns: number): void; isBroken(): boolean };

/** Holds for the real thing, or is broken by one with a defect in it. */
export const asLaw = <Values>(property: fc.IProperty<Values>): Law => ({
  hold: (numRuns) => fc.assert(property, { numRuns }),
  isBroken: () => fc.check(property, AWAKE).failed,
});
