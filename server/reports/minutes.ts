import { byPerson, recordDeed } from "#server/audit/trail.ts";
import type { Minutes } from "#server/measure/hours-spared.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { forbidden } from "#server/platform/errors.ts";
import { readSettings, type Settings, writeSettings } from "#server/platform/settings.ts";

/** How long a basic question takes support, and how anybody knows. */
export type QuestionMinutes = Minutes & { source: string };

/** Null until somebody said so: no figure of ours is better than theirs. */
export const minutesIn = ({ questionMinutes }: Pick<Settings, "questionMinutes">): QuestionMinutes | null =>
  questionMinutes ? (JSON.parse(questionMinutes) as QuestionMinutes) : null;

/** Null takes them away again, and hours are shown no more. */
export async function setMinutes(ctx: Context, by: Person, minutes: QuestionMinutes | null): Promise<void> {
  if (!can(by, "report.goal")) throw forbidden("Only managers may say how long a question takes.");
  await inTransaction(ctx, async (ctx) => {
    const before = minutesIn(await readSettings(ctx));
    await writeSettings(ctx, { questionMinutes: minutes ? JSON.stringify(minutes) : "" });
    const data = { before, after: minutes };
    await recordDeed(ctx, { by: byPerson(by), action: "said how long a question takes", object: "reports", data });
  });
}
