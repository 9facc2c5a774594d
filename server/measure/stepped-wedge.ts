import { tQuantile, upperProbability } from "./distributions.ts";
import { above, amount, between, NoFigure } from "./figures.ts";
import { poissonRegression } from "./poisson-regression.ts";
import type { ReductionLimits } from "./rate-ratio.ts";

/** One team in one week. `isOn`: the portal was switched on for this team by then. */
export type TeamWeek = { team: string; week: string; tickets: number; exposure: number; isOn: boolean };

export type SteppedWedge = ReductionLimits & {
  rateRatio: number;
  phi: number;
  df: number;
  teams: number;
  weeks: number;
};

/**
 * Section 5, a start without history: teams are switched on one after the other in random order, and each week compares those
 * that have the portal with those that do not yet (Hussey & Hughes 2007, with fixed effects): log E y = log u + team + week +
 * b on, quasi-Poisson. Weeks in which all or none are on say nothing about b. Throws NoFigure when none does.
 */
export function steppedWedge(rows: readonly TeamWeek[], level = 0.95): SteppedWedge {
  for (const { team, week, tickets, exposure } of rows) {
    amount(`The number of tickets of ${team} in ${week}`, tickets);
    above(`The exposure of ${team} in ${week}`, exposure, 0);
  }
  const asking = withTickets(rows);
  const [teams, weeks] = [namesOf(asking, "team"), namesOf(asking, "week")];
  if (!hasComparison(asking))
    throw new NoFigure("No week has teams with and teams without the portal, so there is nothing to compare.");
  const { coefficients, covariance, phi, df } = poissonRegression(
    asking.map(({ tickets }) => tickets),
    asking.map(({ exposure }) => exposure),
    asking.map((row) => [row.isOn ? 1 : 0, ...places(teams, row.team), ...places(weeks, row.week).slice(1)]),
  );
  const effect = coefficients[0] as number;
  const half = tQuantile(upperProbability(between("The level", level)), df) * Math.sqrt(covariance[0]?.[0] as number);
  const limits = { low: 1 - Math.exp(effect + half), high: 1 - Math.exp(effect - half) };
  const rateRatio = Math.exp(effect);
  return { reduction: 1 - rateRatio, ...limits, rateRatio, phi, df, teams: teams.length, weeks: weeks.length };
}

/** A team or a week without any ticket has no level of its own and says nothing about the ratio. */
function withTickets(rows: readonly TeamWeek[]): readonly TeamWeek[] {
  const asked = (by: "team" | "week") => new Set(rows.filter(({ tickets }) => tickets > 0).map((row) => row[by]));
  const [teams, weeks] = [asked("team"), asked("week")];
  return rows.filter(({ team, week }) => teams.has(team) && weeks.has(week));
}

const namesOf = (rows: readonly TeamWeek[], by: "team" | "week") => [...new Set(rows.map((row) => row[by]))].sort();

const places = (names: readonly string[], own: string) => names.map((name) => (name === own ? 1 : 0));

const hasComparison = (rows: readonly TeamWeek[]) =>
  [...Map.groupBy(rows, ({ week }) => week).values()].some(
    (week) => week.some(({ isOn }) => isOn) && week.some(({ isOn }) => !isOn),
  );
