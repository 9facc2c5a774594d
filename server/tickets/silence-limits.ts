import { byPerson, recordDeed } from "#server/audit/trail.ts";
import { usualCalendar, workingDaysAgo, workingDaysLater } from "#server/escalation/working-days.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { forbidden } from "#server/platform/errors.ts";
import { readSettings, writeSettings } from "#server/platform/settings.ts";

/** In working days. Nought: never. */
export type SilenceLimits = { remindAfter: number; endAfter: number };

const USUAL: SilenceLimits = { remindAfter: 3, endAfter: 5 };
const NEVER = -1;

export async function silenceLimits(ctx: Context): Promise<SilenceLimits> {
  const { remindAfter, endAfter } = await readSettings(ctx);
  return {
    remindAfter: remindAfter === undefined ? USUAL.remindAfter : Number(remindAfter),
    endAfter: endAfter === undefined ? USUAL.endAfter : Number(endAfter),
  };
}

export async function changeSilenceLimits(ctx: Context, by: Person, limits: SilenceLimits): Promise<void> {
  if (!can(by, "queue.manage")) throw forbidden("Only those who run the place change this.");
  await inTransaction(ctx, async (ctx) => {
    const data = { before: await silenceLimits(ctx), after: limits };
    await writeSettings(ctx, { remindAfter: String(limits.remindAfter), endAfter: String(limits.endAfter) });
    await recordDeed(ctx, { by: byPerson(by), action: "changed when silence ends a question", object: "portal", data });
  });
}

/** What was silent before the first is called to mind, what was called to mind before the second ends. */
export async function silenceDue(ctx: Context): Promise<{ reminderBefore: number; endBefore: number }> {
  const [{ remindAfter, endAfter }, calendar, now] = [
    await silenceLimits(ctx),
    await usualCalendar(ctx),
    ctx.clock.now(),
  ];
  const before = (days: number) => (days === 0 ? NEVER : workingDaysAgo(calendar, now, days));
  return { reminderBefore: before(remindAfter), endBefore: before(endAfter) };
}

/** When a silence ends the question; null where it never does. Nothing ends that was not called to mind. */
export async function silenceEnds(ctx: Context, since: number, remindedAt: number | undefined): Promise<number | null> {
  const [{ remindAfter, endAfter }, calendar] = [await silenceLimits(ctx), await usualCalendar(ctx)];
  if (endAfter === 0 || (remindAfter === 0 && remindedAt === undefined)) return null;
  const at = workingDaysLater(calendar, remindedAt ?? workingDaysLater(calendar, since, remindAfter), endAfter);
  return Number.isFinite(at) ? at : null;
}

/** What a reminder says besides. */
export async function whatSilenceDoes(ctx: Context): Promise<string> {
  const { endAfter } = await silenceLimits(ctx);
  if (endAfter === 0) return "";
  return ` Without one the question is closed in ${endAfter === 1 ? "one working day" : `${endAfter} working days`}.`;
}
