import { above, NoFigure } from "./figures.ts";
import type { Interval } from "./proportion.ts";

/** Minutes of support that one basic question takes: a quick one, a slow one. */
export type Minutes = { least: number; most: number };

/**
 * Section 13: the hours of support that avoided tickets would have taken, from the interval of tickets and the minutes of
 * one. Never a single number, and never more than one significant figure: the lower end is rounded down and the upper end
 * up, so that what is printed holds what was computed. Throws NoFigure where the interval reaches zero: without an effect
 * shown nothing was spared.
 */
export function hoursSpared({ avoided, minutes }: { avoided: Interval; minutes: Minutes }): Interval {
  if (above("The upper limit of tickets avoided", avoided.high, 0) < avoided.low)
    throw new NoFigure("The lower limit of tickets avoided is above the upper one.");
  above("The lower limit of tickets avoided", avoided.low, 0);
  above("The least number of minutes", minutes.least, 0);
  if (above("The largest number of minutes", minutes.most, 0) < minutes.least)
    throw new NoFigure("The least number of minutes is above the largest one.");
  return {
    low: oneFigure((avoided.low * minutes.least) / 60, Math.floor),
    high: oneFigure((avoided.high * minutes.most) / 60, Math.ceil),
  };
}

/** Twelve digits are looked at: 0.1 x 3 is no more than 0.3. */
function oneFigure(hours: number, round: (digit: number) => number): number {
  const [digit, power] = hours.toExponential(11).split("e");
  return Number(`${round(Number(digit))}e${power}`);
}

/** What a roll-out kept from being asked: `tickets` came from teams that were on, at so many times the usual rate less. */
export function avoidedAtRate(tickets: number, reduction: Interval): Interval {
  const avoided = (part: number) => above("The number of tickets", tickets, 0) * (1 / (1 - part) - 1);
  return { low: avoided(reduction.low), high: avoided(reduction.high) };
}
