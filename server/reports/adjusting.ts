import { type ControlSeries, controlSeries } from "#server/measure/control-series.ts";
import { figureOrReason } from "#server/measure/figures.ts";
import { type InterruptedSeries, interruptedSeries } from "#server/measure/interrupted-series.ts";
import { type Strata, strataRatio } from "#server/measure/strata.ts";
import type { Context } from "#server/platform/context.ts";
import type { GoalInUse } from "./goal-in-use.ts";
import type { Measured } from "./measuring.ts";
import { counted, type WeekLine, windowFrom } from "./series.ts";
import { TENURE_NAMES } from "./tenure.ts";
import { tenureTotals } from "./tenure-store.ts";
import { teamTotals } from "./trust-store.ts";

/** A team of fewer people would point at somebody. */
const FEWEST_PEOPLE = 3;

export type Adjusted = {
  /** F8: at an unchanged mix of teams. Null with fewer than two teams. */
  strata: Strata | null;
  /** F8 again: at an unchanged share of newcomers. Null where either group is too small in one of the windows. */
  tenure: Strata | null;
  /** F7: whether basic questions fell more than the others did. */
  control: ControlSeries | null;
  /** F9: against the trend of the baseline carried on. Null where the weeks do not determine it. */
  trend: Pick<InterruptedSeries, "reduction" | "low" | "high" | "isEnough" | "notes"> | null;
  teams: number;
  /** Basic questions a week, baseline minus period, of each team large enough. */
  teamFalls: number[];
  /** Basic questions per 100 people and week, by name and never by rank; teams of three people or more. */
  byTeam: { team: string; baseline: number; current: number }[];
  byTenure: { tenure: string; baseline: number; current: number }[];
};

export const NOT_ADJUSTED: Adjusted = {
  ...{ strata: null, tenure: null, control: null, trend: null },
  ...{ teams: 0, teamFalls: [], byTeam: [], byTenure: [] },
};

/** The adjustments under the headline. */
export async function adjust(
  ctx: Context,
  lines: readonly WeekLine[],
  { headline }: Measured,
  goal: GoalInUse,
): Promise<Adjusted> {
  const [baseline, current] = [counted(lines, "baseline"), counted(lines, "current")];
  // A sample says of no team how many of its questions were basic, and of no week either.
  if (goal.basis === "sample") return NOT_ADJUSTED;
  const weeks = { baseline: baseline.map(({ week }) => week), current: current.map(({ week }) => week) };
  const phi = headline?.phi ?? 1;
  const large = ({ t_b, t_c }: Totals) => isLargeEnough(t_b, baseline) && isLargeEnough(t_c, current);
  const teams = (await teamTotals(ctx.db, weeks)).map((row) => ({ ...row, name: row.team || "No team" })).filter(large);
  const tenures = (await tenureTotals(ctx.db, weeks))
    .map((row) => ({ ...row, name: TENURE_NAMES[row.tenure] }))
    .filter(large);
  return {
    strata: strataOf(teams, phi),
    tenure: strataOf(tenures, phi),
    control: controlOf(baseline, current, phi),
    trend: trendOf(lines, baseline),
    teams: teams.length,
    byTeam: teams.map((row) => ({ team: row.name, ...per100(row) })),
    byTenure: tenures.map((row) => ({ tenure: row.name, ...per100(row) })),
    teamFalls: teams.map(({ y_b, y_c }) => y_b / baseline.length - y_c / current.length),
  };
}

/** Basic questions and person weeks of a group, in the baseline and in the period. */
type Totals = { name: string; y_b: number; t_b: number; y_c: number; t_c: number };

const per100 = ({ y_b, t_b, y_c, t_c }: Totals) => ({ baseline: (100 * y_b) / t_b, current: (100 * y_c) / t_c });

function strataOf(groups: readonly Totals[], phi: number): Strata | null {
  if (groups.length < 2) return null;
  const strata = groups.map(({ name, y_b, t_b, y_c, t_c }) => ({
    name,
    baseline: { tickets: y_b, exposure: t_b },
    current: { tickets: y_c, exposure: t_c },
  }));
  const found = figureOrReason(() => strataRatio(strata, { phi }));
  return found.ok ? found.figure : null;
}

/** Of the mixes that are known, the one that leaves less of the reduction. */
export function smallerOf({ strata, tenure }: Pick<Adjusted, "strata" | "tenure">): "teams" | "tenure" | null {
  if (!strata || !tenure) return strata ? "teams" : tenure && "tenure";
  return tenure.reduction < strata.reduction ? "tenure" : "teams";
}

const isLargeEnough = (personWeeks: number, weeks: readonly WeekLine[]) =>
  weeks.length > 0 && personWeeks / weeks.length >= FEWEST_PEOPLE;

/** All weeks after the baseline: the trend after the launch begins where the baseline ends. */
function trendOf(lines: readonly WeekLine[], baseline: readonly WeekLine[]): Adjusted["trend"] {
  const launch = baseline.at(-1)?.week ?? "";
  const after = lines.filter(({ week, leftOut, window }) => week > launch && leftOut === null && window !== "baseline");
  const found = figureOrReason(() => interruptedSeries(windowFrom(baseline), windowFrom(after)));
  if (!found.ok) return null;
  const { reduction, low, high, isEnough, notes } = found.figure;
  return { reduction, low, high, isEnough, notes };
}

function controlOf(baseline: readonly WeekLine[], current: readonly WeekLine[], phi: number): ControlSeries | null {
  const total = (lines: readonly WeekLine[], kind: "basic" | "other") =>
    lines.reduce((sum, line) => sum + line[kind], 0);
  const found = figureOrReason(() =>
    controlSeries({
      basic: { baseline: total(baseline, "basic"), current: total(current, "basic") },
      other: { baseline: total(baseline, "other"), current: total(current, "other") },
      basicPhi: phi,
      otherPhi: phi,
    }),
  );
  return found.ok ? found.figure : null;
}
