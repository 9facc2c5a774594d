import { rolloutSealed } from "#server/experiment/rolling-out.ts";
import { figureOrReason } from "#server/measure/figures.ts";
import { steppedWedge, type TeamWeek } from "#server/measure/stepped-wedge.ts";
import { WEDGE_GATE, wedgeCounts, wedgeHeadline } from "#server/measure/wedge-headline.ts";
import type { Context } from "#server/platform/context.ts";
import type { Week, WeekCalendar } from "#server/platform/weeks.ts";
import type { GoalInUse } from "./goal-in-use.ts";
import { type Gate, gateOf, type Measured, NOTHING_MEASURED } from "./measuring.ts";
import type { RollingWeek } from "./rolling.ts";
import { counted, type WeekLine, windowFrom } from "./series.ts";
import { wedgeRows, wedgeSentence } from "./wedge.ts";
import { gateSentence } from "./wording.ts";

type Around = { calendar: WeekCalendar; last: Week; reasons: ReadonlyMap<Week, string> };

/** The figure where there is no past: what the roll-out that the goal was sealed with shows, over all of its weeks. */
export async function wedgeMeasured(
  ctx: Context,
  goal: GoalInUse,
  around: Around,
  lines: readonly WeekLine[],
): Promise<Measured> {
  const rollout = await rolloutSealed(ctx, goal.seal);
  const rows = rollout ? await wedgeRows(ctx, rollout, around) : [];
  const gate = gateFor(rows, lines);
  const found = figureOrReason(() => wedgeHeadline(rows, { goal: goal.target }));
  if (!found.ok) {
    const sentence = gateSentence(gate) ?? found.reason;
    return { ...NOTHING_MEASURED, gate, sentence, missing: [found.reason] };
  }
  const headline = found.figure;
  return {
    ...NOTHING_MEASURED,
    ...{ gate, headline, eligible: headline, verdict: headline.verdict, missing: headline.notes },
    sentence: gateSentence(gate) ?? wedgeSentence(headline),
    sensitivity: { leaveOneOut: withoutEachTeam(rows), bootstrap: null },
    rolling: courseOf(rows),
  };
}

function gateFor(rows: readonly TeamWeek[], lines: readonly WeekLine[]): Gate {
  const windows = { baseline: windowFrom(counted(lines, "baseline")), current: windowFrom(counted(lines, "current")) };
  const { teams, weeks, tickets } = wedgeCounts(rows);
  return {
    ...gateOf(windows),
    parts: [
      { label: "Teams compared", short: "teams", there: teams, needed: WEDGE_GATE.teams },
      {
        label: "Weeks in which some teams are on and some wait",
        short: "weeks in which some teams are on and some wait",
        ...{ there: weeks, needed: WEDGE_GATE.weeks },
      },
      {
        label: "Basic questions of teams that waited",
        short: "basic questions of teams that waited",
        ...{ there: tickets, needed: WEDGE_GATE.tickets },
      },
    ],
  };
}

/** Each is a regression of its own. */
const MOST_TEAMS = 15;
const MOST_POINTS = 12;

function withoutEachTeam(rows: readonly TeamWeek[]) {
  const teams = [...new Set(rows.map(({ team }) => team))];
  if (teams.length > MOST_TEAMS) return null;
  const found = teams.map((team) => figureOrReason(() => steppedWedge(rows.filter((row) => row.team !== team))));
  const reductions = found.flatMap((one) => (one.ok ? [one.figure.reduction] : []));
  return reductions.length === 0 ? null : { low: Math.min(...reductions), high: Math.max(...reductions) };
}

/** What was known by the end of some of the weeks, the last one always among them. */
function courseOf(rows: readonly TeamWeek[]): RollingWeek[] {
  const weeks = [...new Set(rows.map(({ week }) => week))].sort();
  const every = Math.ceil(weeks.length / MOST_POINTS);
  const shown = weeks.filter((_, place) => (weeks.length - 1 - place) % every === 0);
  return shown.flatMap((week) => {
    const found = figureOrReason(() => steppedWedge(rows.filter((row) => row.week <= week)));
    if (!found.ok) return [];
    const { reduction, low, high } = found.figure;
    return [{ week, reduction, low, high }];
  });
}
