import { byPerson, recordDeed } from "#server/audit/trail.ts";
import { markEverybodyStale } from "#server/journeys/deriving.ts";
import { type Limits, limitsIn } from "#server/journeys/limits.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import { DAY, HOUR, MINUTE, SECOND } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { forbidden } from "#server/platform/errors.ts";
import { readSettings, writeSettings } from "#server/platform/settings.ts";
import { weekCalendar } from "#server/platform/weeks.ts";
import { writeNote } from "./notes.ts";

export type Rule = {
  name: keyof Limits;
  label: string;
  hint: string;
  unit: "seconds" | "minutes" | "hours" | "days";
  least: number;
  most: number;
};

/** In the order of the rules R3 to R9, each in the unit people think in. */
export const RULES: readonly Rule[] = [
  {
    name: "quiet",
    label: "Minutes of quiet that end a session",
    hint: "Exactly so long still continues it.",
    unit: "minutes",
    least: 5,
    most: 240,
  },
  {
    name: "retyping",
    label: "Seconds in which a search replaces the one before",
    hint: "Where one text begins with the other.",
    unit: "seconds",
    least: 5,
    most: 300,
  },
  {
    name: "apart",
    label: "Hours between sessions of one journey",
    hint: "Where they share an article or the very same words.",
    unit: "hours",
    least: 1,
    most: 168,
  },
  {
    name: "ripening",
    label: "Days in which a question makes a journey fail",
    hint: "Until then nobody can say how it ended.",
    unit: "days",
    least: 1,
    most: 28,
  },
  {
    name: "uncategorised",
    label: "Hours in which any question counts where a journey has no category",
    hint: "Later ones may be about anything.",
    unit: "hours",
    least: 1,
    most: 168,
  },
  {
    name: "longestEstimate",
    label: "Seconds of reading at most, where no script tells",
    hint: "The time to the next page is all that is known then.",
    unit: "seconds",
    least: 10,
    most: 600,
  },
];

const UNITS = { seconds: SECOND, minutes: MINUTE, hours: HOUR, days: DAY };

export const asTyped = ({ name, unit }: Rule, limits: Limits): number => limits[name] / UNITS[unit];
export const inMilliseconds = ({ unit }: Rule, typed: number): number => typed * UNITS[unit];

/** "Days in which a question makes a journey fail: 7, then 14." */
export function changesBetween(before: Limits, after: Limits): string[] {
  const changed = RULES.filter(({ name }) => before[name] !== after[name]);
  return changed.map((rule) => `${rule.label}: ${asTyped(rule, before)}, then ${asTyped(rule, after)}`);
}

/**
 * Other limits tell other journeys: all of them are told again as far back as words are kept, and the time line says
 * since when and why. Says whether anything changed.
 */
export async function changeLimits(ctx: Context, by: Person, limits: Limits, reason: string): Promise<boolean> {
  if (!can(by, "report.goal")) throw forbidden("Only managers may change how journeys are told.");
  return inTransaction(ctx, async (ctx) => {
    const settings = await readSettings(ctx);
    const changes = changesBetween(limitsIn(settings), limits);
    if (changes.length === 0) return false;
    await writeSettings(ctx, { journeyLimits: JSON.stringify(limits) });
    await markEverybodyStale(ctx);
    const week = weekCalendar(settings.timeZone).weekOf(ctx.clock.now());
    await writeNote(ctx, by, { week, sentence: "Journeys are told by other limits", isLeftOut: false });
    const data = { changes, reason };
    await recordDeed(ctx, { by: byPerson(by), action: "changed how journeys are told", object: "journeys", data });
    return true;
  });
}
