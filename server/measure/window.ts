import { above, amount, NoFigure, sum } from "./figures.ts";

/**
 * Weeks in a row. `tickets`: basic tickets by week of creation, duplicates counted once. `exposure`: the people who
 * could have asked that week, the same number of weeks.
 */
export type Window = { tickets: readonly number[]; exposure: readonly number[] };

export type Totals = { tickets: number; exposure: number; rate: number };

/** Refuses what no rate can be computed from; `name` is "baseline" or "current". */
export function checkWindow(name: string, { tickets, exposure }: Window): void {
  if (tickets.length !== exposure.length)
    throw new NoFigure(
      `The ${name} window has ${tickets.length} weeks of tickets and ${exposure.length} weeks of exposure; they have to be the same weeks.`,
    );
  if (tickets.length === 0) throw new NoFigure(`The ${name} window has no weeks.`);
  tickets.forEach((value, week) => {
    amount(`The number of tickets in week ${week + 1} of the ${name} window`, value);
  });
  exposure.forEach((value, week) => {
    above(`The exposure in week ${week + 1} of the ${name} window`, value, 0);
  });
}

/** Totals of a window, `added` tickets on top (F3). Rates are tickets per person and week. */
export function totalsOf(window: Window, added = 0): Totals {
  const tickets = sum(window.tickets) + added;
  const exposure = sum(window.exposure);
  return { tickets, exposure, rate: tickets / exposure };
}
