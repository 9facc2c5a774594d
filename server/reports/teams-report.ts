import { figureOrReason } from "#server/measure/figures.ts";
import { type Headline, headline } from "#server/measure/headline.ts";
import type { Verdict } from "#server/measure/verdict.ts";
import type { Context } from "#server/platform/context.ts";
import type { Week } from "#server/platform/weeks.ts";
import { deflectionReport } from "./deflection.ts";
import type { Basis } from "./goal.ts";
import type { PeriodAsked } from "./period.ts";
import { counted, type WeekLine } from "./series.ts";
import { teamWeeks } from "./team-week-store.ts";

/** A team of fewer people would point at somebody. */
const FEWEST_PEOPLE = 3;

export type TeamLine = {
  team: string;
  people: number;
  /** Basic questions per 100 people and week. */
  baseline: number;
  current: number;
  reduction: number | null;
  low: number | null;
  high: number | null;
  verdict: Verdict;
  course: (number | null)[];
};

export type TeamsReport = {
  period: { from: Week; to: Week; dates: string };
  baseline: { from: Week; to: Week } | null;
  /** What the goal is compared with; of weeks alone there is a figure for each team. */
  basis: Basis;
  /** By name, never by figure. */
  teams: TeamLine[];
  /** What may be chosen. */
  offered: string[];
  /** Teams too small to be shown, and one more where theirs could be found by taking away. */
  hidden: number;
};

type TeamWeek = Awaited<ReturnType<typeof teamWeeks>>[number];

/** The same figure for each team, over the weeks that count for all. `chosen`: none means every team there is. */
export async function teamsReport(
  ctx: Context,
  asked: PeriodAsked = {},
  chosen: readonly string[] = [],
): Promise<TeamsReport> {
  const { period, goal, weeks } = await deflectionReport(ctx, asked);
  const lines = weeks.filter(({ window, leftOut }) => window !== "between" && leftOut === null);
  const [first, last] = [lines[0]?.week, lines.at(-1)?.week];
  const none = {
    period,
    baseline: goal?.baseline ?? null,
    basis: goal?.basis ?? ("weeks" as const),
    teams: [],
    offered: [],
    hidden: 0,
  };
  // A sample, and teams that wait for their turn, say of no team how much it asked before.
  if (!goal || !first || !last || goal.basis !== "weeks") return none;
  const wanted = new Set(lines.map(({ week }) => week));
  const rows = (await teamWeeks(ctx.db, first, last)).filter(({ week }) => wanted.has(week));
  const { shown, hidden } = largeEnough(
    Map.groupBy(rows, ({ team }) => team),
    lines.length,
  );
  const offered = [...shown.keys()].sort((one, other) => nameOf(one).localeCompare(nameOf(other), "en"));
  const told = chosen.length === 0 ? offered : offered.filter((team) => chosen.includes(nameOf(team)));
  return {
    ...none,
    teams: told.map((team) => lineOf(nameOf(team), shown.get(team) ?? [], lines, goal.target)),
    offered: offered.map(nameOf),
    hidden,
  };
}

const nameOf = (team: string) => team || "No team";

/**
 * Teams with three people in every week. Where those left out are so few together that they could be found by taking the
 * others from the whole, the smallest that would be shown is left out with them.
 */
export function largeEnough(
  byTeam: ReadonlyMap<string, readonly TeamWeek[]>,
  weeks: number,
): { shown: Map<string, readonly TeamWeek[]>; hidden: number } {
  const peopleOf = (rows: readonly TeamWeek[]) =>
    rows.length < weeks ? 0 : Math.min(...rows.map(({ exposure }) => exposure));
  const inOrder = [...byTeam].sort(([, one], [, other]) => peopleOf(one) - peopleOf(other));
  const small = inOrder.filter(([, rows]) => peopleOf(rows) < FEWEST_PEOPLE);
  const together = small.reduce((sum, [, rows]) => sum + Math.max(0, ...rows.map(({ exposure }) => exposure)), 0);
  const isFindable = together > 0 && together < FEWEST_PEOPLE;
  const hidden = small.length + (isFindable && small.length < inOrder.length ? 1 : 0);
  return { shown: new Map(inOrder.slice(hidden)), hidden };
}

function lineOf(team: string, rows: readonly TeamWeek[], lines: readonly WeekLine[], goal: number): TeamLine {
  const byWeek = new Map(rows.map((row) => [row.week, row]));
  const windowOf = (window: WeekLine["window"]) => {
    const some = counted(lines, window).flatMap(({ week }) => byWeek.get(week) ?? []);
    return { tickets: some.map(({ basic }) => basic), exposure: some.map(({ exposure }) => exposure) };
  };
  const [baseline, current] = [windowOf("baseline"), windowOf("current")];
  const found = figureOrReason(() => headline({ baseline, current, goal }));
  return {
    ...{ team, people: rows.at(-1)?.exposure ?? 0, baseline: rateOf(baseline), current: rateOf(current) },
    ...(found.ok ? figuresIn(found.figure) : NOTHING),
    course: lines.map(({ week }) => {
      const row = byWeek.get(week);
      return row ? (100 * row.basic) / row.exposure : null;
    }),
  };
}

const NOTHING = { reduction: null, low: null, high: null, verdict: "not enough data" } as const;

const figuresIn = ({ reduction, low, high, verdict }: Headline) => ({ reduction, low, high, verdict });

function rateOf({ tickets, exposure }: { tickets: number[]; exposure: number[] }): number {
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  return total(exposure) === 0 ? 0 : (100 * total(tickets)) / total(exposure);
}
