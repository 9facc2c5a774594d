import { figureOrReason } from "#server/measure/figures.ts";
import { weeksNeeded } from "#server/measure/sample-size.ts";
import { WEEK } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { OUTCOME_AFTER } from "./experiment.ts";
import { flowsOf } from "./flows.ts";
import * as store from "./store.ts";

const LOOKED_BACK = 8 * WEEK;

/** What an organisation could learn is worked out with these, until it has flows of its own. */
const ASSUMED_SHARE = 0.42;
const FEWEST_FLOWS = 20;

export const SHARES = [0.1, 0.2, 0.3, 0.5] as const;
/** Relative falls of the share of flows with a ticket: small, usual, large. */
export const EFFECTS = [0.15, 0.3, 0.5] as const;

export type Outlook = {
  flowsPerWeek: number;
  /** Share of flows that ended in a ticket; assumed while there are too few. */
  ticketShare: number;
  isAssumed: boolean;
  rows: { share: number; weeks: { effect: number; weeks: number | null }[] }[];
};

/** The planner: what could be learnt here and how long it would take, before anyone starts. */
export async function outlook(ctx: Context): Promise<Outlook> {
  const now = ctx.clock.now();
  const flows = flowsOf(await store.stepsBetween(ctx.db, now - LOOKED_BACK, now), now);
  const first = flows[0]?.at ?? now;
  const weeks = Math.max(1, Math.min(LOOKED_BACK, now - first) / WEEK);
  const matured = flows.filter(({ at }) => at + OUTCOME_AFTER <= now);
  const withTicket = matured.filter(({ hasTicket }) => hasTicket).length;
  const isAssumed = matured.length < FEWEST_FLOWS || withTicket === 0 || withTicket === matured.length;
  const ticketShare = isAssumed ? ASSUMED_SHARE : withTicket / matured.length;
  const flowsPerWeek = flows.length / weeks;
  return { flowsPerWeek, ticketShare, isAssumed, rows: SHARES.map((share) => rowOf(share, ticketShare, flowsPerWeek)) };
}

function rowOf(share: number, ticketShare: number, flowsPerWeek: number) {
  const weeks = EFFECTS.map((effect) => {
    const shares = { holdoutShare: ticketShare, treatmentShare: ticketShare * (1 - effect) };
    const found = figureOrReason(() => weeksNeeded({ ...shares, flowsPerWeek, share }).weeks);
    return { effect, weeks: found.ok ? found.figure : null };
  });
  return { share, weeks };
}
