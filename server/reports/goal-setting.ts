import { byPerson, recordDeed } from "#server/audit/trail.ts";
import { lastRollout } from "#server/experiment/rolling-out.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import { WEEK } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { badRequest, forbidden, tooLate } from "#server/platform/errors.ts";
import { readSettings } from "#server/platform/settings.ts";
import { shiftWeek, type WeekCalendar, weekCalendar } from "#server/platform/weeks.ts";
import { type Basis, baselineWeeks, type GoalTerms, type GoalVersion, hashOf } from "./goal.ts";
import * as store from "./goal-store.ts";
import { type Draw, drawSample, sealOfDraw } from "./sample-draw.ts";
import { FEWEST_LABELLED } from "./sampled-figure.ts";
import { factOf } from "./weekly-store.ts";

/** Labels freeze two weeks after a week has ended, and its figures with them. */
const FREEZE_AFTER = 2 * WEEK;

/** Where teams wait for their turn the order says which weeks these are. */
export type GoalAsked = Omit<GoalTerms, "basis"> & { basis?: Basis; reason: string };

type Based = GoalTerms & { reason: string; seal: string; draw: Draw | null };

/** What is drawn for a goal is drawn and sealed with it, before it can be known what comes of it. */
async function withBasis(ctx: Context, asked: GoalAsked): Promise<Based> {
  const { basis = "weeks" } = asked;
  if (basis === "weeks") return { ...asked, basis, seal: "", draw: null };
  const calendar = weekCalendar((await readSettings(ctx)).timeZone);
  if (basis === "wedge") return { ...asked, ...(await orderedTeams(ctx, calendar)), basis, draw: null };
  const draw = await drawSample(ctx, calendar, { from: asked.baselineFrom, to: asked.baselineTo });
  if (draw.drawn.length < FEWEST_LABELLED)
    throw badRequest(
      `There are ${draw.drawn.length} questions to draw from in these weeks; a sample needs ${FEWEST_LABELLED}. Bring in history with portal import, or choose more weeks.`,
    );
  return { ...asked, basis, seal: sealOfDraw(draw), draw };
}

async function orderedTeams(ctx: Context, calendar: WeekCalendar) {
  const rollout = await lastRollout(ctx);
  if (!rollout) throw badRequest("Draw the order of the teams first: this goal is sealed with it.");
  const [from, to] = [shiftWeek(calendar.weekOf(rollout.drawnAt), 1), shiftWeek(rollout.startsWeek, -1)];
  return { seal: rollout.hash, baselineFrom: from, baselineTo: to, denominator: "eligible" as const };
}

/** `seen` is the version they looked at, 0 for none: two managers never overwrite each other's goal. */
export async function setGoal(ctx: Context, by: Person, seen: number, asked: GoalAsked): Promise<GoalVersion> {
  if (!can(by, "report.goal")) throw forbidden("Only managers may set the goal.");
  return inTransaction(ctx, async (ctx) => {
    const last = (await store.goalVersions(ctx.db)).at(-1);
    if ((last?.version ?? 0) !== seen) throw tooLate("Somebody changed the goal meanwhile. Look at it again.");
    const { draw, ...wanted } = await withBasis(ctx, asked);
    const made = { madeBy: by.id, madeAt: ctx.clock.now(), previousHash: last?.hash ?? "" };
    const unsigned = { ...wanted, ...made, version: seen + 1 };
    const goal = { ...unsigned, hash: hashOf(unsigned) };
    await store.addGoal(ctx.db, goal);
    if (draw) await store.addDraw(ctx.db, goal.version, draw);
    await lockFrozenWeeks(ctx, goal);
    const { target, basis, baselineFrom: from, baselineTo: to, hash } = goal;
    const data = { target, basis, from, to, hash };
    await recordDeed(ctx, { by: byPerson(by), action: "set the goal", object: `goal ${goal.version}`, data });
    return goal;
  });
}

/** The job: the weeks of a baseline that are still running are locked one by one as their labels freeze. */
export async function lockBaseline(ctx: Context): Promise<boolean> {
  const goal = (await store.goalVersions(ctx.db)).at(-1);
  if (goal) await inTransaction(ctx, (ctx) => lockFrozenWeeks(ctx, goal));
  return false;
}

async function lockFrozenWeeks(ctx: Context, goal: GoalVersion): Promise<void> {
  const calendar = weekCalendar((await readSettings(ctx)).timeZone);
  const locked = new Set((await store.lockedWeeks(ctx.db, goal.version)).map(({ week }) => week));
  for (const week of baselineWeeks(goal)) {
    if (locked.has(week) || !isFrozen(ctx, calendar, week)) continue;
    const fact = await factOf(ctx.db, week);
    if (!fact) continue;
    const { basic, other, exposure, active } = fact;
    const figures = { week, basic, other, exposure, active };
    await store.lockWeek(ctx.db, { version: goal.version, ...figures, locked_at: ctx.clock.now() });
  }
}

const isFrozen = (ctx: Context, calendar: WeekCalendar, week: string) =>
  calendar.end(week) + FREEZE_AFTER <= ctx.clock.now();
