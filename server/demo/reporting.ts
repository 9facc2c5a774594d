import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { readSettings } from "#server/platform/settings.ts";
import { shiftWeek, weekCalendar } from "#server/platform/weeks.ts";
import { DEFAULT_TARGET } from "#server/reports/goal.ts";
import { setGoal } from "#server/reports/goal-setting.ts";
import { writeNote } from "#server/reports/notes.ts";
import { DEFINITION } from "#server/tickets/code-book.ts";
import { BASELINE_WEEKS, NOTES } from "./weeks.ts";

/** What a manager does when this week is over: says what happened in it and, before it all began, what the goal is. */
export async function reportOn(ctx: Context, manager: Person, place: number, monday: number): Promise<void> {
  const week = weekCalendar((await readSettings(ctx)).timeZone).weekOf(monday);
  for (const { sentence, isLeftOut } of NOTES.filter((note) => note.week === place))
    await writeNote(ctx, manager, { week, sentence, isLeftOut });
  if (place !== BASELINE_WEEKS - 1) return;
  await setGoal(ctx, manager, 0, {
    target: DEFAULT_TARGET,
    baselineFrom: shiftWeek(week, 1 - BASELINE_WEEKS),
    baselineTo: week,
    denominator: "eligible",
    definition: DEFINITION,
    reason: "",
  });
}
