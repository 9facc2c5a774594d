import type { TeamWeek } from "#server/measure/stepped-wedge.ts";
import type { Window } from "#server/measure/window.ts";
import { type Desk, type Dice, normal, poisson, weeksOf } from "./worlds.ts";

/** Worlds for the two other baselines: a labelled sample, and teams that are switched on one after the other. */

const OTHERS_A_WEEK = 60;
export const SAMPLED = 200;

export type SampledWorld = { baseline: Window; current: Window; drawVariance: number };

/** As F10 sees it: all questions of each baseline week, and how many of two hundred drawn ones were basic. */
export function sampledWorld(dice: Dice, desk: Desk, reduction: number): SampledWorld {
  const { baseline, current } = weeksOf(dice, desk, reduction);
  const all = baseline.tickets.map((basic) => basic + poisson(dice, OTHERS_A_WEEK));
  const [total, basic] = [all, baseline.tickets].map((counts) => counts.reduce((sum, count) => sum + count, 0));
  const drawn = drawnAmong(dice, total as number, basic as number);
  const share = drawn / SAMPLED;
  return {
    baseline: { ...baseline, tickets: all.map((count) => share * count) },
    current,
    drawVariance: 1 / drawn - 1 / SAMPLED,
  };
}

/** Without putting back. */
function drawnAmong(dice: Dice, all: number, basic: number): number {
  let [left, drawn] = [basic, 0];
  for (let lot = 0; lot < SAMPLED; lot++)
    if (dice() < left / (all - lot)) {
      left -= 1;
      drawn += 1;
    }
  return drawn;
}

export type Rollout = { teams: number; wait: number; step: number; mean: number; cv: number; r: number };

/** Teams of different sizes, weeks that are hard for everybody, and ups and downs of each team that carry over. */
export function wedgeWorld(dice: Dice, { teams, wait, step, mean, cv, r }: Rollout, reduction: number): TeamWeek[] {
  const weeks = Array.from({ length: wait + step * (teams - 1) }, () => Math.exp(0.15 * normal(dice)));
  return Array.from({ length: teams }, (_, team) => {
    const size = Math.exp(0.4 * normal(dice));
    let carried = normal(dice);
    return weeks.map((season, week): TeamWeek => {
      carried = r * carried + Math.sqrt(1 - r * r) * normal(dice);
      const isOn = week >= wait + step * team;
      const level = mean * size * season * Math.exp(cv * carried - cv ** 2 / 2) * (isOn ? 1 - reduction : 1);
      return { team: `team ${team}`, week: `week ${week + 100}`, tickets: poisson(dice, level), exposure: 20, isOn };
    });
  }).flat();
}
