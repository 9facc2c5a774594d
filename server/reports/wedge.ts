import { type KeptRollout, lastRollout } from "#server/experiment/rolling-out.ts";
import { isOn, onFrom } from "#server/experiment/rollout.ts";
import { figureOrReason } from "#server/measure/figures.ts";
import { type SteppedWedge, steppedWedge, type TeamWeek } from "#server/measure/stepped-wedge.ts";
import type { Context } from "#server/platform/context.ts";
import { shiftWeek, type Week, type WeekCalendar } from "#server/platform/weeks.ts";
import { firstDay } from "./period.ts";
import { unjudged } from "./series.ts";
import { teamWeeks } from "./wedge-store.ts";
import { factsBetween } from "./weekly-store.ts";
import { fewerOrMore, percent, rangeOf } from "./wording.ts";

/** What switching teams on in a drawn order shows; it needs no past. */
export type Wedge = {
  teams: number;
  drawnAt: number;
  startsOn: string;
  lastOn: string;
  weeks: number;
  /** Basic questions of teams that were on. */
  askedWhileOn: number;
  figure: SteppedWedge | null;
  sentence: string;
};

const AHEAD = "There is nothing to compare yet: the first team is not switched on.";

export async function wedgeOf(
  ctx: Context,
  calendar: WeekCalendar,
  last: Week,
  leftOut: ReadonlyMap<Week, string>,
): Promise<Wedge | null> {
  const rollout = await lastRollout(ctx);
  if (!rollout) return null;
  const rows = await wedgeRows(ctx, rollout, { calendar, last, reasons: leftOut });
  const found = figureOrReason(() => steppedWedge(rows));
  const isAhead = rollout.end === null && last < rollout.startsWeek;
  const on = (team: string | undefined) => firstDay(onFrom(rollout, team ?? null) ?? rollout.startsWeek);
  return {
    teams: rollout.teams.length,
    drawnAt: rollout.drawnAt,
    startsOn: on(rollout.teams[0]),
    lastOn: on(rollout.teams.at(-1)),
    weeks: new Set(rows.map(({ week }) => week)).size,
    askedWhileOn: rows.reduce((asked, { isOn, tickets }) => asked + (isOn ? tickets : 0), 0),
    figure: found.ok ? found.figure : null,
    sentence: found.ok ? wedgeSentence(found.figure) : isAhead ? AHEAD : found.reason,
  };
}

/** From the first full week after the draw; before it everybody had the suggestions. */
export async function wedgeRows(
  ctx: Context,
  rollout: KeptRollout,
  { calendar, last, reasons }: { calendar: WeekCalendar; last: Week; reasons: ReadonlyMap<Week, string> },
): Promise<TeamWeek[]> {
  const from = shiftWeek(calendar.weekOf(rollout.drawnAt), 1);
  const to = rollout.end ? shiftWeek(calendar.weekOf(rollout.end.endedAt), -1) : last;
  const facts = await factsBetween(ctx.db, from, to < last ? to : last);
  const judged = new Set(
    facts.filter((fact) => !reasons.has(fact.week) && unjudged(fact, last) === null).map(({ week }) => week),
  );
  const rows = await teamWeeks(ctx.db, rollout.teams, from, to < last ? to : last);
  return rows
    .filter(({ week, exposure }) => judged.has(week) && exposure > 0)
    .map(({ team, week, basic, exposure }) => ({
      team,
      week,
      tickets: basic,
      exposure,
      isOn: isOn(rollout, team, week),
    }));
}

export function wedgeSentence({ reduction, low, high }: Pick<SteppedWedge, "reduction" | "low" | "high">): string {
  const amount = `${percent(Math.abs(reduction))} ${fewerOrMore(reduction)}`;
  const isOpen = low <= 0 && high >= 0;
  const range = `95% range ${rangeOf({ low, high })}`;
  return isOpen
    ? `No effect shown yet: ${amount} basic questions where the suggestions are on (${range}).`
    : `${amount} basic questions where the suggestions are on (${range}).`;
}
