import { timeFormats } from "#server/http/times.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { readSettings } from "#server/platform/settings.ts";
import type { DeskRow, Found } from "./desk-rows.ts";

/** `all` leads to the whole list, where a group shows only its beginning. */
export type DeskGroup = { title: string; rows: DeskRow[]; all: { href: string; count: number } | null };

/** Under a heading each: late, due today, due tomorrow, and so on, as the rows stand. */
export async function groupRows(
  ctx: Context,
  by: Person,
  found: readonly Found[],
  rows: readonly DeskRow[],
): Promise<DeskGroup[]> {
  const { timeZone } = await readSettings(ctx);
  const { dueDay } = timeFormats(ctx.clock.now(), by.timeZone ?? timeZone);
  const groups: DeskGroup[] = [];
  for (const [place, row] of rows.entries()) {
    const title = titleFor(found[place] as Found, dueDay);
    const last = groups.at(-1);
    if (last?.title === title) last.rows.push(row);
    else groups.push({ title, rows: [row], all: null });
  }
  return groups;
}

function titleFor({ status, dueAt, unansweredSince, spamAt }: Found, dueDay: (at: number) => string): string {
  if (spamAt !== null) return "Spam";
  if (status === "resolved") return "Resolved";
  if (status === "on-hold") return "On hold";
  if (dueAt !== null) return dueDay(dueAt);
  return unansweredSince === null ? "Nothing is due" : "Needs an answer, nothing was promised";
}
