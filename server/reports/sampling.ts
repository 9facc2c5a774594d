import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { forbidden, notFound } from "#server/platform/errors.ts";
import { readSettings } from "#server/platform/settings.ts";
import { type Week, type WeekCalendar, weekCalendar } from "#server/platform/weeks.ts";
import { chosenGoal, type GoalInUse } from "./goal-in-use.ts";
import { drawOf } from "./goal-store.ts";
import { leftOut, listNotes } from "./notes.ts";
import { lastFullWeek } from "./period.ts";
import { type Draw, drawSample } from "./sample-draw.ts";
import * as store from "./sampling-store.ts";

/** What a sample says so far; weeks that are left out are in none of it. */
export type SampleCount = {
  /** All questions of the baseline, how many of them were drawn, of these labelled, and of these basic. */
  tickets: number;
  drawn: number;
  sampled: number;
  basic: number;
};

/** As it was sealed with the goal; before that as it would be drawn now. */
export const drawFor = async (ctx: Context, calendar: WeekCalendar, goal: GoalInUse): Promise<Draw> =>
  (goal.basis === "sample" ? await drawOf(ctx.db, goal.version) : null) ??
  (await drawSample(ctx, calendar, goal.baseline));

type Drawn = { id: number; label: store.SampledLabel["label"] | null; askedBy: number | null };

/** In the order of their lots. What turned out to be no question since it was drawn is not basic, whoever asked it. */
async function drawnOf(ctx: Context, { drawn }: Draw, out: ReadonlySet<Week>): Promise<Drawn[]> {
  const ids = drawn.filter(([week]) => !out.has(week)).map(([, id]) => id);
  const there = new Map((await store.sampledAmong(ctx.db, ids)).map((one) => [one.id, one]));
  return ids.map((id) => {
    const one = there.get(id);
    return one ? { id, label: one.label, askedBy: one.requesterId } : { id, label: "not-basic", askedBy: null };
  });
}

export async function countSample(ctx: Context, draw: Draw, out: ReadonlySet<Week>): Promise<SampleCount> {
  const drawn = await drawnOf(ctx, draw, out);
  const weeks = Object.entries(draw.asked).filter(([week]) => !out.has(week));
  return {
    tickets: weeks.reduce((sum, [, asked]) => sum + asked, 0),
    drawn: drawn.length,
    sampled: drawn.filter(({ label }) => label !== null).length,
    basic: drawn.filter(({ label }) => label === "basic").length,
  };
}

export type ToSample = SampleCount & { isGoal: boolean; next: { id: number } | null };

/** What is to be labelled of the baseline; null while there is none. `next` is nothing this person asked. */
export async function sampleFor(ctx: Context, by: Person): Promise<ToSample | null> {
  const calendar = weekCalendar((await readSettings(ctx)).timeZone);
  const goal = await chosenGoal(ctx, calendar, lastFullWeek(calendar, ctx.clock.now()));
  if (!goal || goal.basis === "wedge") return null;
  const out = new Set(leftOut(await listNotes(ctx)).keys());
  const draw = await drawFor(ctx, calendar, goal);
  const open = (await drawnOf(ctx, draw, out)).find(({ label, askedBy }) => label === null && askedBy !== by.id);
  const isGoal = goal.basis === "sample";
  return { ...(await countSample(ctx, draw, out)), isGoal, next: open ? { id: open.id } : null };
}

/** Only what was drawn can be labelled, in its order. */
export async function labelSampled(
  ctx: Context,
  by: Person,
  ticketId: number,
  label: store.SampledLabel["label"],
): Promise<void> {
  if (!can(by, "report.goal")) throw forbidden("Only managers label the baseline.");
  await inTransaction(ctx, async (ctx) => {
    const sample = await sampleFor(ctx, by);
    if (sample?.next?.id !== ticketId) throw notFound("ticket to label");
    await store.addSampledLabel(ctx.db, { ticket_id: ticketId, label, coded_by: by.id, coded_at: ctx.clock.now() });
  });
}
