import { byPerson, recordDeed } from "#server/audit/trail.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { moveCounter } from "#server/platform/counters.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { badRequest, forbidden, tooLate } from "#server/platform/errors.ts";
import { randomToken } from "#server/platform/keys.ts";
import { readSettings } from "#server/platform/settings.ts";
import { shiftWeek, type Week, weekCalendar } from "#server/platform/weeks.ts";
import { drawOrder, hashOfRollout, isOn, onFrom } from "./rollout.ts";
import * as store from "./rollout-store.ts";

/** A team of fewer people would point at somebody. */
const FEWEST_PEOPLE = 3;
const FEWEST_TEAMS = 2;
export const MOST_STEP_WEEKS = 13;
/** Whoever cannot go on working gets every help there is. */
const GRAVEST = "high";

export type { KeptRollout } from "./rollout-store.ts";
export const lastRollout = (ctx: Context) => store.lastRollout(ctx.db);

/** The one with this seal; null where its seal is broken. */
export async function rolloutSealed(ctx: Context, hash: string): Promise<store.KeptRollout | null> {
  const rollout = await store.rolloutByHash(ctx.db, hash);
  return rollout && hashOfRollout(rollout) === hash ? rollout : null;
}

/** Teams that can take part. */
export const teamsToDraw = (ctx: Context) => store.teamsOf(ctx.db, FEWEST_PEOPLE);

export type Wanted = { teams: readonly string[]; startsWeek: Week; stepWeeks: number };

/** Draws the order once and for all; what was drawn is sealed before the first team is switched on. */
export async function drawRollout(ctx: Context, by: Person, wanted: Wanted): Promise<void> {
  if (!can(by, "report.goal")) throw forbidden("Only managers may draw the order of teams.");
  const { stepWeeks, startsWeek } = wanted;
  const thisWeek = weekCalendar((await readSettings(ctx)).timeZone).weekOf(ctx.clock.now());
  const known = new Set((await teamsToDraw(ctx)).map(({ team }) => team));
  const teams = [...new Set(wanted.teams)];
  if (teams.length < FEWEST_TEAMS)
    throw badRequest("Choose two teams or more: one alone has nothing to be compared with.");
  const stranger = teams.find((team) => !known.has(team));
  if (stranger !== undefined) throw badRequest(`There is no team ${stranger} of ${FEWEST_PEOPLE} people or more.`);
  if (startsWeek < shiftWeek(thisWeek, 2))
    throw badRequest("Leave one full week before the first team: in it nobody has the suggestions.");
  if (startsWeek > shiftWeek(thisWeek, 26)) throw badRequest("The first team starts within half a year.");
  await inTransaction(ctx, async (ctx) => {
    // Two managers at once: the counter's row lets one pass at a time.
    await moveCounter(ctx, "rollouts", 1);
    const last = await store.lastRollout(ctx.db);
    if (last && !isOver(last, thisWeek))
      throw tooLate("An order is drawn already, and not all of its teams are on yet.");
    const seed = randomToken();
    const drawn = {
      seed,
      teams: drawOrder(seed, teams),
      startsWeek,
      stepWeeks,
      drawnBy: by.id,
      drawnAt: ctx.clock.now(),
    };
    const hash = hashOfRollout(drawn);
    const { id } = await store.addRollout(ctx.db, { ...drawn, hash });
    const data = { teams: drawn.teams, startsWeek, stepWeeks, hash };
    await recordDeed(ctx, { by: byPerson(by), action: "drew the order of teams", object: `roll-out ${id}`, data });
  });
}

/** Every team has the suggestions from now on. The order stays visible, and so does why it ended. */
export async function endRollout(ctx: Context, by: Person, id: number, reason: string): Promise<void> {
  if (!can(by, "report.goal")) throw forbidden("Only managers may end it.");
  await inTransaction(ctx, async (ctx) => {
    const last = await store.lastRollout(ctx.db);
    if (!last || last.id !== id || last.end) throw tooLate("It has ended already.");
    await store.addRolloutEnd(ctx.db, id, { endedAt: ctx.clock.now(), endedBy: by.id, reason });
    const object = `roll-out ${id}`;
    await recordDeed(ctx, { by: byPerson(by), action: "ended the order of teams", object, data: { reason } });
  });
}

/** All of its teams are on, or somebody ended it. */
export function isOver(rollout: store.KeptRollout, week: Week): boolean {
  const last = onFrom(rollout, rollout.teams.at(-1) ?? null);
  return rollout.end !== null || last === null || week >= last;
}

/** Whether this person's team is not switched on yet. Whoever cannot go on working never waits. */
export async function waitsForTeam(ctx: Context, by: Person, urgency: string): Promise<boolean> {
  if (by.team === null || urgency === GRAVEST || by.role !== "requester") return false;
  const last = await store.lastRollout(ctx.db);
  if (!last || last.end) return false;
  return !isOn(last, by.team, weekCalendar((await readSettings(ctx)).timeZone).weekOf(ctx.clock.now()));
}
