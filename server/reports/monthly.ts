import { notify } from "#server/notifications/notifying.ts";
import { staff } from "#server/people/directory.ts";
import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { readSettings } from "#server/platform/settings.ts";
import { deflectionReport } from "./deflection.ts";

export const MONTHLY = "reports.monthly";

/** On one of the first days of a month, from this hour on: who was off on the first gets it on the next. */
const FIRST_DAYS = 5;
const FROM_HOUR = 7;

/** The job: once a month every manager gets the sentence, the weeks and what to do next. */
export async function queueMonthly(ctx: Context): Promise<boolean> {
  const month = monthToTell(ctx.clock.now(), (await readSettings(ctx)).timeZone);
  if (month === null) return false;
  const { headline, verdict } = await deflectionReport(ctx);
  // Without a figure there is nothing to say that was not said the month before.
  if (!headline || verdict === "not enough data") return false;
  const managers = (await staff(ctx)).filter(({ role }) => role === "manager");
  await inTransaction(ctx, async (ctx) => {
    for (const to of managers)
      await notify(ctx, {
        ...{ kind: MONTHLY, to, reason: `monthly report ${month}`, about: "deflection", payload: { month } },
        ...{ urgency: "low", address: "/reports/deflection", rule: "You lead" },
        sentence: "The figures of last month are there.",
      });
  });
  return false;
}

/** "2026-05" on the first mornings of June; null on all other days. */
export function monthToTell(now: number, timeZone: string): string | null {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    hourCycle: "h23",
  }).formatToParts(now);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  if (part("day") > FIRST_DAYS || (part("day") === 1 && part("hour") < FROM_HOUR)) return null;
  const before = new Date(Date.UTC(part("year"), part("month") - 1, 1) - DAY);
  return before.toISOString().slice(0, 7);
}
