import type { Reader } from "#server/journeys/journal.ts";
import { listCategories } from "#server/knowledge/articles.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { readSettings } from "#server/platform/settings.ts";
import { shiftWeek, weekCalendar } from "#server/platform/weeks.ts";
import { DEFAULT_TARGET } from "#server/reports/goal.ts";
import { setGoal } from "#server/reports/goal-setting.ts";
import { writeNote } from "#server/reports/notes.ts";
import { DEFINITION } from "#server/tickets/code-book.ts";
import { recordElsewhere } from "#server/tickets/elsewhere.ts";
import { labelTicket } from "#server/tickets/resolving.ts";
import { feedProgramme } from "./feeding.ts";
import { BASELINE_WEEKS, NOTES } from "./weeks.ts";

/** What a manager does when this week is over: says what happened in it and, before it all began, what the goal is. */
export async function reportOn(ctx: Context, manager: Person, place: number, monday: number): Promise<void> {
  const week = weekCalendar((await readSettings(ctx)).timeZone).weekOf(monday);
  for (const { sentence, isLeftOut } of NOTES.filter((note) => note.week === place))
    await writeNote(ctx, manager, { week, sentence, isLeftOut });
  await feedProgramme(ctx, manager, place);
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

const CORRECTED_IN = 13;

/** What those who answer do besides: they record what was asked in chat, and once find that labels were wrong. */
export async function lookBack(ctx: Context, agent: Person, place: number): Promise<void> {
  const reader: Reader = { personId: agent.id, kind: "support", token: "the demo's desk" };
  const categories = await listCategories(ctx);
  const category = categories[place % categories.length]?.slug ?? null;
  await inTransaction(ctx, (ctx) =>
    recordElsewhere(ctx, agent, reader, { category, articleId: null, asker: null, many: 2 + (place % 3) }),
  );
  if (place !== CORRECTED_IN) return;
  for (const number of [4, 9])
    await labelTicket(
      ctx,
      agent,
      reader,
      number,
      { label: "not-basic", article: null },
      "Access had to be given first.",
    );
}
