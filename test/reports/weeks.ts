import type { Context } from "#server/platform/context.ts";
import { shiftWeek, type Week } from "#server/platform/weeks.ts";
import { importWeeklyCounts } from "#server/reports/importing.ts";
import { refreshWeeks } from "#server/reports/refreshing.ts";

/** The last full week before the morning the tests begin on. */
export const LAST_WEEK = "2026-W23";

/** The small example of the specification: eight weeks before, four after. */
export const EXAMPLE = {
  basic: [20, 24, 18, 22, 26, 19, 21, 23, 9, 12, 8, 11],
  exposure: [100, 100, 100, 100, 100, 100, 100, 100, 110, 110, 112, 112],
};

/** Puts weeks counted elsewhere in front of now, and lets them be counted. */
export async function countElsewhere(ctx: Context, { basic, exposure }: typeof EXAMPLE, last: Week = LAST_WEEK) {
  const weeks = basic.map((_, place) => shiftWeek(last, place + 1 - basic.length));
  await importWeeklyCounts(
    ctx,
    weeks.map((week, place) => ({
      week,
      source: "old desk",
      basic: basic[place] ?? 0,
      other: 30,
      exposure: exposure[place] ?? 0,
    })),
  );
  while (await refreshWeeks(ctx));
  return weeks;
}
