import { figureOrReason } from "#server/measure/figures.ts";
import { type SampledBaseline, sampledBaseline } from "#server/measure/sampled-baseline.ts";
import { verdictOf } from "#server/measure/verdict.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { forbidden, notFound } from "#server/platform/errors.ts";
import { readSettings } from "#server/platform/settings.ts";
import { type Week, type WeekCalendar, weekCalendar } from "#server/platform/weeks.ts";
import type { Definition } from "./definitions.ts";
import { chosenGoal, type GoalInUse } from "./goal-in-use.ts";
import type { Measured } from "./measuring.ts";
import { leftOut, listNotes } from "./notes.ts";
import { lastFullWeek } from "./period.ts";
import * as store from "./sampling-store.ts";
import { counted, type WeekLine } from "./series.ts";
import { fewerOrMore, percent, rangeOf, several } from "./wording.ts";

/** So many are drawn: a share of a quarter is known to within an eighth of itself. */
const DRAWN = 200;
/** Fewer labelled ones give no figure. */
const FEWEST = 30;

type Question = Awaited<ReturnType<typeof store.questionsBetween>>[number];

/** Nobody can choose which are drawn: the number of the ticket draws its own lot. */
const lotOf = (ctx: Context, { number }: Question): string => ctx.keys.sign("journal", `sample ${number}`);

/** All questions of the baseline, and those of them that were drawn, in the order of their lots. */
async function drawnFrom(ctx: Context, calendar: WeekCalendar, goal: GoalInUse, out: ReadonlySet<Week>) {
  const { from, to } = goal.baseline;
  const all = (await store.questionsBetween(ctx.db, calendar.start(from), calendar.end(to))).filter(
    ({ at }) => !out.has(calendar.weekOf(at)),
  );
  const lots = all.map((one) => ({ one, lot: lotOf(ctx, one) })).sort((a, b) => (a.lot < b.lot ? -1 : 1));
  return { all: all.length, drawn: lots.slice(0, DRAWN).map(({ one }) => one) };
}

export type ToSample = { all: number; drawn: number; coded: number; next: { id: number } | null };

/** What is to be labelled of the baseline; null while there is none. `next` is nothing this person asked. */
export async function sampleFor(ctx: Context, by: Person): Promise<ToSample | null> {
  const calendar = weekCalendar((await readSettings(ctx)).timeZone);
  const goal = await chosenGoal(ctx, calendar, lastFullWeek(calendar, ctx.clock.now()));
  if (!goal) return null;
  const out = new Set(leftOut(await listNotes(ctx)).keys());
  const { all, drawn } = await drawnFrom(ctx, calendar, goal, out);
  const open = drawn.find(({ label, requesterId }) => label === null && requesterId !== by.id);
  const coded = drawn.filter(({ label }) => label !== null).length;
  return { all, drawn: drawn.length, coded, next: open ? { id: open.id } : null };
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

/** F10: the figure against a baseline of which a random sample was labelled. Null while fewer than thirty are. */
export type Sampled = {
  tickets: number;
  sampled: number;
  basic: number;
  figure: SampledBaseline | null;
  sentence: string;
};

export async function sampledFigure(
  ctx: Context,
  calendar: WeekCalendar,
  goal: GoalInUse,
  lines: readonly WeekLine[],
  { headline }: Measured,
): Promise<Sampled | null> {
  // Drawing the lots of a whole baseline is too much for every look at the report.
  if (!(await store.hasSampled(ctx.db))) return null;
  const out = new Set(lines.filter((line) => line.leftOut !== null).map(({ week }) => week));
  const { all, drawn } = await drawnFrom(ctx, calendar, goal, out);
  const coded = drawn.filter(({ label }) => label !== null);
  if (coded.length < FEWEST) return null;
  const basic = coded.filter(({ label }) => label === "basic").length;
  const total = (window: "baseline" | "current", of: (line: WeekLine) => number) =>
    counted(lines, window).reduce((sum, line) => sum + of(line), 0);
  const found = figureOrReason(() =>
    sampledBaseline({
      tickets: all,
      sampled: coded.length,
      basic,
      baselineExposure: total("baseline", ({ exposure }) => exposure),
      currentTickets: total("current", (line) => line.basic),
      currentExposure: total("current", ({ exposure }) => exposure),
      phi: headline?.phi ?? 1,
    }),
  );
  const counts = { tickets: all, sampled: coded.length, basic };
  return found.ok
    ? { ...counts, figure: found.figure, sentence: sentenceOf(found.figure, counts, goal.target) }
    : { ...counts, figure: null, sentence: found.reason };
}

function sentenceOf(figure: SampledBaseline, { sampled, tickets }: { sampled: number; tickets: number }, goal: number) {
  const { reduction } = figure;
  const verdict = verdictOf(figure, goal);
  const amount = `${percent(Math.abs(reduction))} ${fewerOrMore(reduction)}`;
  return `${amount} basic questions against a random sample of the baseline, ${sampled} of ${several(tickets, "question")} (95% range ${rangeOf(figure)}). Goal ${percent(goal)}: ${verdict}.`;
}

export function sampledDefinition(sample: Sampled | null): Definition[] {
  if (!sample) return [];
  const { tickets, sampled, basic, figure, sentence } = sample;
  return [
    {
      id: "sample",
      name: "Against a labelled sample",
      value: figure ? percent(figure.reduction) : "",
      meaning: [
        "Where nobody labelled the questions of the baseline when they were asked, a random sample is labelled afterwards, without seeing what they were called: the share of basic ones times all questions is the baseline, and the draw widens the range (F10). Duplicates of one need are not taken out of it, so it is a little too high.",
        sentence,
      ],
      inputs: [
        ["Questions of the baseline, and labelled of them", `${tickets}, ${sampled}`],
        ["Basic among the labelled", `${basic}, ${percent(basic / sampled)}`],
        ...(figure
          ? ([["Standard error of the logarithm", figure.standardError.toFixed(4)]] as [string, string][])
          : []),
      ],
    },
  ];
}
