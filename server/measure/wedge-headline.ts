import { between, share, sum } from "./figures.ts";
import { DEFAULT_GOAL, DEFAULT_LEVEL, type Headline } from "./headline.ts";
import { type SteppedWedge, steppedWedge, type TeamWeek } from "./stepped-wedge.ts";
import { verdictOf } from "./verdict.ts";

/** What must be there before a verdict is given: fewer teams than these have too little of a spread between them. */
export const WEDGE_GATE = { teams: 6, weeks: 4, tickets: 30 } as const;

/** `weeks` have teams of both kinds; `tickets` were asked by teams that waited in these weeks. */
export type WedgeCounts = { teams: number; weeks: number; tickets: number };

export function wedgeCounts(rows: readonly TeamWeek[]): WedgeCounts {
  const compared = [...Map.groupBy(rows, ({ week }) => week).values()].filter(
    (week) => week.some(({ isOn }) => isOn) && week.some(({ isOn }) => !isOn),
  );
  const waiting = compared.flat().filter(({ isOn }) => !isOn);
  return {
    teams: new Set(compared.flat().map(({ team }) => team)).size,
    weeks: compared.length,
    tickets: sum(waiting.map(({ tickets }) => tickets)),
  };
}

/**
 * The estimate of a stepped wedge in the shape of the headline, with the verdict of F4. Its current rate is that of the teams
 * that are on; its baseline rate is what the same teams would have asked in the same weeks without the portal.
 */
export function wedgeHeadline(
  rows: readonly TeamWeek[],
  { goal = DEFAULT_GOAL, level = DEFAULT_LEVEL }: { goal?: number; level?: number } = {},
): Headline {
  share("The goal", goal);
  between("The level", level);
  const found = steppedWedge(rows, level);
  const notes = missingIn(wedgeCounts(rows));
  return {
    ...shapeOf(rows, found),
    ...{ goal, level, notes },
    verdict: notes.length > 0 ? "not enough data" : verdictOf(found, goal),
  };
}

function missingIn(there: WedgeCounts): string[] {
  const { teams, weeks, tickets } = WEDGE_GATE;
  return [
    there.teams < teams ? `${there.teams} teams of the ${teams} needed` : "",
    there.weeks < weeks ? `${there.weeks} weeks with teams of both kinds of the ${weeks} needed` : "",
    there.tickets < tickets ? `${there.tickets} tickets of teams that waited of the ${tickets} needed` : "",
  ].filter((sentence) => sentence !== "");
}

function shapeOf(
  rows: readonly TeamWeek[],
  found: SteppedWedge,
): Omit<Headline, "goal" | "level" | "notes" | "verdict"> {
  const on = rows.filter(({ isOn }) => isOn);
  const [tickets, exposure] = [sum(on.map((row) => row.tickets)), sum(on.map((row) => row.exposure))];
  const expected = tickets / found.rateRatio;
  const { reduction, low, high, standardError, t, rateRatio, phi, df, plain } = found;
  return {
    ...{ reduction, low, high, standardError, t, rateRatio, phi, phiRaw: phi, df, plain },
    // Neighbouring weeks are seen to by taking teams as wholes, not by a correlation.
    ...{ r1: 0, r: 0, inflation: { baseline: 1, current: 1 }, noise: { cv: 0, r: 0, standardError, df } },
    totals: {
      baseline: { tickets: expected, exposure, rate: expected / exposure },
      current: { tickets, exposure, rate: tickets / exposure },
    },
  };
}
