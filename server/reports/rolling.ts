import { figureOrReason } from "#server/measure/figures.ts";
import { headline } from "#server/measure/headline.ts";
import type { Week } from "#server/platform/weeks.ts";
import type { GoalInUse } from "./goal-in-use.ts";
import { counted, type WeekLine, windowFrom } from "./series.ts";

/** The reduction of the weeks up to this one, for the chart. */
export type RollingWeek = { week: Week; reduction: number; low: number; high: number };

const AT_A_TIME = 4;

/** Four weeks at a time, as the figure itself is computed; one week alone would show chance more than change. */
export function rollingReductions(
  lines: readonly WeekLine[],
  { target: goal, drawVariance }: Pick<GoalInUse, "target" | "drawVariance">,
): RollingWeek[] {
  const before = windowFrom(counted(lines, "baseline"));
  const after = lines.filter((line) => line.window !== "baseline" && line.leftOut === null);
  const later = after.filter(({ week }) => !lines.some((line) => line.window === "baseline" && line.week > week));
  return later.flatMap(({ week }, place) => {
    const window = windowFrom(later.slice(Math.max(0, place + 1 - AT_A_TIME), place + 1));
    const found = figureOrReason(() => headline({ baseline: before, current: window, goal, drawVariance }));
    if (!found.ok) return [];
    const { reduction, low, high } = found.figure;
    return [{ week, reduction, low, high }];
  });
}
