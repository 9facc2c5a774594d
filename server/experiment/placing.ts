import { isOptedOut } from "#server/journeys/opting-out.ts";
import type { Reader } from "#server/journeys/reader.ts";
import { type Arm, excludedBecause } from "#server/measure/assignment.ts";
import { isStaff, type Person } from "#server/people/person.ts";
import { HOUR } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { outagesSince } from "#server/platform/outages.ts";
import { readSettings } from "#server/platform/settings.ts";
import { weekCalendar } from "#server/platform/weeks.ts";
import { armOf } from "./experiment.ts";
import { waitsForTeam } from "./rolling-out.ts";
import * as store from "./store.ts";

/**
 * Where a person stands in the running experiment, and as what: in this week, or as a person. Goes with the events of the
 * opened form and its suggestions, nowhere else.
 */
export type Place = { experiment: number; arm: Arm; unit: string };

/** Whoever cannot go on working gets every help there is. */
const GRAVEST = "high";

/** After the portal stood still people come all at once with what they could not ask; they are no ordinary week. */
const AFTER_AN_OUTAGE = HOUR;

/**
 * Null where no experiment runs, and for those who are never drawn. Nothing is stored to decide it, so opening the
 * form again never draws again.
 */
export async function placeOf(ctx: Context, by: Person, reader: Reader, urgency: string): Promise<Place | null> {
  const now = ctx.clock.now();
  const running = await store.openExperiment(ctx.db);
  if (!running || now >= running.endsAt || reader.kind === "bot" || reader.kind === "preview") return null;
  // Whoever waits for the suggestions by team is in no arm of a lot.
  if (await waitsForTeam(ctx, by, urgency)) return null;
  const account = await store.accountMadeAt(ctx.db, by.id);
  const excluded = excludedBecause({
    hasOptedOut: await isOptedOut(ctx, by),
    isServiceAccount: reader.kind === "service",
    isSupport: isStaff(by),
    severity: urgency === GRAVEST ? 1 : 2,
    isOutage: await isBackFromOutage(ctx, now),
    accountCreatedAt: account?.at ?? now,
    now,
  });
  if (excluded) return null;
  const week = weekCalendar((await readSettings(ctx)).timeZone).weekOf(now);
  const unit = running.unit === "week" ? week : running.unit;
  return { experiment: running.id, arm: armOf(running, String(by.id), week), unit };
}

const isBackFromOutage = async (ctx: Context, now: number): Promise<boolean> =>
  (await outagesSince(ctx, now - AFTER_AN_OUTAGE)).some(({ reason }) => reason === "stood still");
