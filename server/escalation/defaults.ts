import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { readSettings } from "#server/platform/settings.ts";
import { type Group, type Ladder, PLAIN, USUAL } from "./ladder.ts";
import { addLadder, addLadderVersion } from "./ladder-store.ts";
import type { Policy, Target } from "./policy.ts";
import { addCalendar, addCalendarVersion, addPolicy, addPolicyVersion, calendars, calendarVersions } from "./store.ts";
import { officeHours } from "./written-calendar.ts";

/** Before any question: what the portal comes with applies to everything that is brought in. */
const ALWAYS = 0;

/** Minutes of office hours, by priority. */
const MINUTES: Record<string, { first: number; next: number; resolution: number }> = {
  high: { first: 60, next: 120, resolution: 480 },
  normal: { first: 240, next: 480, resolution: 1440 },
  low: { first: 480, next: 960, resolution: 2400 },
};

/** So that clocks exist from the first question on: weekdays nine to five, and targets one can begin with. */
export async function makeDefaults(ctx: Context): Promise<void> {
  if ((await calendars(ctx.db)).length > 0) return followZone(ctx);
  await inTransaction(ctx, async (ctx) => {
    const { timeZone } = await readSettings(ctx);
    const calendarId = await addCalendar(ctx.db, "Office hours");
    const made = { no: 1, made_by: null, made_at: ALWAYS };
    const definition = JSON.stringify(officeHours(timeZone));
    await addCalendarVersion(ctx.db, { ...made, calendar_id: calendarId, definition, applies_from: null, note: "" });
    const policyId = await addPolicy(ctx.db);
    await addPolicyVersion(ctx.db, { ...made, policy_id: policyId, definition: JSON.stringify(standard(calendarId)) });
    await makeLadder(ctx);
  });
}

/** From now on only: what was asked before the portal had a ladder does not call everybody at once. */
async function makeLadder(ctx: Context): Promise<void> {
  const ladderId = await addLadder(ctx.db);
  const definition = JSON.stringify(UNHEARD);
  await addLadderVersion(ctx.db, { ladder_id: ladderId, no: 1, definition, made_by: null, made_at: ctx.clock.now() });
}

const step = (name: string, groups: Group[], afterMinutes: number): Ladder["steps"][number] => ({
  name,
  afterMinutes,
  counts: "business",
  groups,
  people: [],
  rotas: [],
  onlyPriorities: [],
  raises: false,
  assigns: false,
  ...PLAIN,
});

const UNHEARD: Ladder = {
  name: "Unheard questions",
  position: 1000,
  isEnabled: true,
  categories: [],
  steps: [step("Support", ["assignee"], 30), step("Leads", ["managers"], 60), step("Admins", ["admins"], 120)],
  ...USUAL,
  repeat: 0,
  repeatAfterMinutes: 120,
  ackMinutes: 240,
};

/** As long as nobody has touched the calendar, it is in the organisation's zone, also after that was put right. */
async function followZone(ctx: Context): Promise<void> {
  const versions = await calendarVersions(ctx.db);
  const last = versions.findLast(({ calendar_id }) => calendar_id === versions[0]?.calendar_id);
  if (!last || last.made_by !== null) return;
  const { timeZone } = await readSettings(ctx);
  if ((JSON.parse(last.definition) as { timeZone: string }).timeZone === timeZone) return;
  await addCalendarVersion(ctx.db, {
    calendar_id: last.calendar_id,
    no: last.no + 1,
    definition: JSON.stringify({ ...JSON.parse(last.definition), timeZone }),
    applies_from: null,
    note: "Follows the organisation's time zone",
    made_by: null,
    made_at: ctx.clock.now(),
  });
}

function standard(calendarId: number): Policy {
  const common = { counts: "business", warnPercent: 75 } as const;
  const targets = Object.entries(MINUTES).flatMap(([priority, { first, next, resolution }]): Target[] => [
    { ...common, priority, metric: "first", minutes: first, pausedBy: [] },
    { ...common, priority, metric: "next", minutes: next, pausedBy: [] },
    { ...common, priority, metric: "total-resolution", minutes: resolution, pausedBy: ["waiting", "on hold"] },
  ]);
  return { name: "Standard", position: 1000, isEnabled: true, calendarId, categories: [], targets };
}
