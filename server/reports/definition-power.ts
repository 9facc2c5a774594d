import { POWER, POWER_DRAWN, type Power, powerNear } from "#server/measure/power.ts";
import type { Definition } from "./definitions.ts";
import type { DeflectionReport } from "./deflection.ts";
import { percent } from "./wording.ts";

const called = ({ at60, at70 }: Power) =>
  `a true 70% is called reached in ${percent(at70)} of worlds, a true 60% (wrongly) in ${(100 * at60).toFixed(1)}%`;

const worldOf = ({ baseline, current, cv, r }: Power) =>
  `${baseline} + ${current} weeks, weeks vary by ${percent(cv)}${r > 0 ? `, neighbours resemble each other by ${r}` : ""}`;

/** What the verdict can do at all, before anybody waits for it. */
export function powerDefinition({ gate }: DeflectionReport): Definition {
  const near = powerNear(gate.baselineWeeks, gate.currentWeeks);
  const { worlds, seed, weekly, goal } = POWER_DRAWN;
  return {
    id: "power",
    name: "How likely the verdict finds what is there",
    value: percent(near.at70),
    meaning: [
      `“Reached” needs more than a good figure: the whole range has to be past the goal of ${percent(goal)}. So a true reduction of 70% is often still called unproven. After about as many weeks as these (${near.baseline} and ${near.current}), ${called(near)}. More weeks help; more articles do not make a verdict surer.`,
      `Computed by drawing ${worlds.toLocaleString("en")} worlds for each line with a known reduction, ${weekly} questions in a baseline week on average, and putting them through the same code as this report (npm run bench:measure, seed ${seed}; it fails when it finds other figures than these).`,
    ],
    inputs: POWER.map((one): [string, string] => [worldOf(one), called(one)]),
  };
}
