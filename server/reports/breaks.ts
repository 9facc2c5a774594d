import { findPerson } from "#server/people/directory.ts";
import type { Context } from "#server/platform/context.ts";
import type { WeekCalendar } from "#server/platform/weeks.ts";
import { goalVersions } from "./goal-store.ts";
import type { Note } from "./notes.ts";

/** Where the series breaks, because a goal came with another definition: on the time line, and nobody can withdraw it. */
export async function definitionBreaks(ctx: Context, calendar: WeekCalendar): Promise<Note[]> {
  const versions = await goalVersions(ctx.db);
  const changed = versions.filter(
    ({ definition }, place) => place > 0 && versions[place - 1]?.definition !== definition,
  );
  return Promise.all(
    changed.map(async ({ version, madeAt, madeBy }) => ({
      id: 0,
      week: calendar.weekOf(madeAt),
      sentence: `Another definition, goal version ${version}`,
      isLeftOut: false,
      madeBy: (await findPerson(ctx, madeBy))?.name ?? "Somebody",
      madeAt,
      withdrawnAt: null,
    })),
  );
}
