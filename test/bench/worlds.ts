import type { PersonFlows } from "#server/measure/clustered.ts";
import { mulberry32 } from "#server/measure/random.ts";
import type { TwoWindows } from "#server/measure/sensitivity.ts";

export type Dice = () => number;

export const diceOf = (seed: number): Dice => mulberry32(seed);

/** Standard normal (Box & Muller 1958). */
export function normal(dice: Dice): number {
  const radius = Math.sqrt(-2 * Math.log(1 - dice()));
  return radius * Math.cos(2 * Math.PI * dice());
}

/** Poisson (Knuth); large means in halves, so that the product does not vanish. */
export function poisson(dice: Dice, mean: number): number {
  if (mean > 30) return poisson(dice, mean / 2) + poisson(dice, mean / 2);
  const least = Math.exp(-mean);
  let drawn = 0;
  for (let product = dice(); product > least; product *= dice()) drawn++;
  return drawn;
}

/** A help desk of 100 people: mean tickets a week, what a launch takes away, and how weeks vary beyond chance. */
export type Desk = { before: number; after: number; mean: number; cv: number; r: number };

/**
 * Counts around a level that wanders: lognormal with this coefficient of variation, the logarithm an AR(1) series
 * that runs on through the launch.
 */
export function weeksOf(dice: Dice, { before, after, mean, cv, r }: Desk, reduction: number): TwoWindows {
  const spread = Math.sqrt(Math.log(1 + cv ** 2));
  let level = normal(dice);
  const tickets = Array.from({ length: before + after }, (_, week) => {
    if (week > 0) level = r * level + Math.sqrt(1 - r ** 2) * normal(dice);
    const wanted = mean * (week < before ? 1 : 1 - reduction);
    return poisson(dice, wanted * Math.exp(spread * level - spread ** 2 / 2));
  });
  const window = (some: number[]) => ({ tickets: some, exposure: some.map(() => 100) });
  return { baseline: window(tickets.slice(0, before)), current: window(tickets.slice(before)) };
}

/** An experiment on the ask form. `effect`: the part of a person's tickets that the panel takes away. */
export type Trial = { people: number; weeks: number; share: number; unit: "week" | "person"; effect: number };

export type Flow = { day: number; person: number; arm: "treatment" | "holdout"; hasTicket: boolean };

/** Half of the people ask often and need a ticket less often than those who ask rarely. */
const KINDS = [
  { flowsPerWeek: 0.8, ticketShare: 0.35 },
  { flowsPerWeek: 0.15, ticketShare: 0.5 },
] as const;

/** The true difference over all flows: treatment minus holdout. */
export function trueEffect({ effect }: Pick<Trial, "effect">): number {
  const flows = KINDS.reduce((all, { flowsPerWeek }) => all + flowsPerWeek, 0);
  const tickets = KINDS.reduce((all, { flowsPerWeek, ticketShare }) => all + flowsPerWeek * ticketShare, 0);
  return (-effect * tickets) / flows;
}

/** People differ from one another, and their weeks from one another, so flows of one person resemble each other. */
export function flowsOf(dice: Dice, trial: Trial): Flow[] {
  const armOf = () => (dice() < trial.share ? "holdout" : "treatment");
  const people = Array.from({ length: trial.people }, (_, person) => {
    const { flowsPerWeek, ticketShare } = KINDS[person % KINDS.length] as (typeof KINDS)[number];
    const own = ticketShare + (dice() - 0.5) / 2;
    const ownArm = armOf();
    return Array.from({ length: trial.weeks }, (__, week) => {
      const arm = trial.unit === "week" ? armOf() : ownArm;
      const chance = (own + (dice() - 0.5) / 5) * (arm === "treatment" ? 1 - trial.effect : 1);
      const days = Array.from({ length: poisson(dice, flowsPerWeek) }, () => week * 7 + Math.floor(dice() * 7));
      return days.map((day): Flow => ({ day, person, arm, hasTicket: dice() < chance }));
    });
  });
  return people.flat(2).sort((a, b) => a.day - b.day);
}

/** The flows of both arms, person by person, while they are added one after the other. */
export class Arms {
  private readonly arms = { treatment: new Map<number, PersonFlows>(), holdout: new Map<number, PersonFlows>() };

  add({ arm, person, hasTicket }: Flow): void {
    const before = this.arms[arm].get(person) ?? { tickets: 0, flows: 0 };
    this.arms[arm].set(person, { tickets: before.tickets + (hasTicket ? 1 : 0), flows: before.flows + 1 });
  }

  get both(): [PersonFlows[], PersonFlows[]] {
    return [[...this.arms.treatment.values()], [...this.arms.holdout.values()]];
  }
}
