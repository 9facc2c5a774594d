import { byPortal } from "#server/audit/trail.ts";
import { addPerson } from "#server/people/actions.ts";
import { HOUR } from "#server/platform/clock.ts";
import { mondayOf, shiftWeek } from "#server/platform/weeks.ts";
import { recountWeeksOf } from "#server/reports/importing.ts";
import { refreshWeeks } from "#server/reports/refreshing.ts";
import { addPastTickets } from "#server/tickets/importing.ts";
import { writeDown } from "#server/tickets/writing.ts";
import type { House } from "#test/support/house.ts";

export const FIRST_ASKED = "2026-W12";

/**
 * Ten questions in each week of the baseline that nobody labelled, each of somebody else, and two basic ones in each week
 * after it. Everybody asks a week and an hour apart, so that no need is asked twice.
 */
export async function askedBefore({ ctx }: House): Promise<void> {
  const askers: number[] = [];
  for (let at = 0; at < 10; at += 1) {
    const account = { email: `asker${at}@example.test`, name: `Asker ${at}`, role: "requester", team: null } as const;
    askers.push(await addPerson(ctx, byPortal, account));
  }
  const asked = Array.from({ length: 12 }, (_, place) => place).flatMap((place) =>
    Array.from({ length: place < 8 ? 10 : 2 }, (_, at) => {
      const openedAt = mondayOf(shiftWeek(FIRST_ASKED, place)) + (at * 11 + place) * HOUR;
      return {
        ...{ subject: `Question ${place} ${at}`, requesterId: askers[at] ?? 0, assigneeId: null, category: null },
        ...{ urgency: "normal" as const, openedAt, question: writeDown("It says 42804."), messages: [] },
        resolvedAt: openedAt + HOUR,
        label: place < 8 ? null : { label: "basic-uncovered" as const, articleId: null, article: null },
      };
    }),
  );
  await addPastTickets(ctx, "import", asked);
  await recountWeeksOf(
    ctx,
    asked.map(({ openedAt }) => openedAt),
  );
  while (await refreshWeeks(ctx));
}
