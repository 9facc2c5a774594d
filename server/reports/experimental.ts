import { type Evidence, explainedBy, lastEvidence } from "#server/experiment/evidence.ts";
import type { Context } from "#server/platform/context.ts";
import type { WeekCalendar } from "#server/platform/weeks.ts";
import type { Measured } from "./measuring.ts";
import { factsBetween } from "./weekly-store.ts";

/** What the last experiment adds: the part of the counted reduction that it explains, where it explains any. */
export type Experimental = Pick<Evidence, "question" | "startedAt" | "endedAt" | "sentence" | "result"> & {
  shown: { reduction: number; low: number; high: number } | null;
  /** Basic questions: those not asked in its weeks, and those the suggestions avoided. Null where nothing is shown. */
  fall: number | null;
  avoided: number | null;
};

export async function experimentalOf(
  ctx: Context,
  calendar: WeekCalendar,
  { headline }: Measured,
): Promise<Experimental | null> {
  const evidence = await lastEvidence(ctx);
  if (!evidence || !headline) return evidence && { ...evidence, shown: null, ...NOTHING };
  const fall = await fallDuring(ctx, calendar, evidence, headline.totals.baseline.rate);
  const shown = shownBy(evidence, fall, headline.reduction);
  const { basic, flows } = evidence.result;
  return { ...evidence, shown, ...(shown && basic ? { fall, avoided: -basic.effect * flows.treatment } : NOTHING) };
}

const NOTHING = { fall: null, avoided: null };

/** R_b T - Y of the experiment's own weeks: the questions that were not asked while it ran. */
async function fallDuring(
  ctx: Context,
  calendar: WeekCalendar,
  { startedAt, endedAt }: Evidence,
  baselineRate: number,
): Promise<number> {
  const weeks = await factsBetween(ctx.db, calendar.weekOf(startedAt), calendar.weekOf(endedAt));
  return weeks.reduce((fall, { basic, exposure }) => fall + baselineRate * exposure - basic, 0);
}

/** Section 8: the explained share of the counted reduction, with the limits of the effect put in. */
export function shownBy(evidence: Evidence, fall: number, reduction: number): Experimental["shown"] {
  const explained = explainedBy(evidence, fall);
  const { basic } = evidence.result;
  if (explained === null || !basic) return null;
  const at = (effect: number) => reduction * Math.min(1, Math.max(0, (explained * effect) / basic.effect));
  return { reduction: at(basic.effect), low: at(basic.high), high: at(basic.low) };
}
