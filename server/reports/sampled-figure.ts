import { figureOrReason } from "#server/measure/figures.ts";
import { type SampledBaseline, sampledBaseline } from "#server/measure/sampled-baseline.ts";
import { verdictOf } from "#server/measure/verdict.ts";
import type { Context } from "#server/platform/context.ts";
import type { Week, WeekCalendar } from "#server/platform/weeks.ts";
import type { Definition } from "./definitions.ts";
import type { GoalInUse } from "./goal-in-use.ts";
import type { Draw } from "./sample-draw.ts";
import { countSample, drawFor, type SampleCount } from "./sampling.ts";
import { hasSampled } from "./sampling-store.ts";
import { counted, type WeekLine } from "./series.ts";
import { fewerOrMore, percent, rangeOf, several } from "./wording.ts";

/** Fewer labelled ones give no figure. */
export const FEWEST_LABELLED = 30;

/** F10: the figure against a baseline of which a random sample was labelled. */
export type Sampled = SampleCount & { figure: SampledBaseline | null; sentence: string };

/** What is known of the sample of a baseline; null where nobody has labelled any, and the goal does not ask for it. */
export async function sampleOf(
  ctx: Context,
  calendar: WeekCalendar,
  goal: GoalInUse,
  out: ReadonlySet<Week>,
): Promise<{ draw: Draw; count: SampleCount } | null> {
  // Drawing the lots of a whole baseline is too much for every look at the report.
  if (goal.basis === "wedge" || (goal.basis === "weeks" && !(await hasSampled(ctx.db)))) return null;
  const draw = await drawFor(ctx, calendar, goal);
  return { draw, count: await countSample(ctx, draw, out) };
}

/**
 * The weeks of a baseline as the sample has them: what each was asked, times the share of basic ones. Their ups and downs
 * are those of all questions; how well the share is known is in the variance of the draw.
 */
export function sampledLines(
  lines: readonly WeekLine[],
  { draw: { asked }, count: { basic, sampled } }: { draw: Draw; count: SampleCount },
  reasons: ReadonlyMap<Week, string>,
): WeekLine[] {
  const share = basic / sampled;
  return lines.map((line) => {
    if (line.window !== "baseline") return line;
    const all = asked[line.week] ?? 0;
    const estimated = share * all;
    const labels = { basic_corrected: estimated, basic_told: estimated, corrected: 0, guessed: 0, guessed_by_score: 0 };
    const leftOut = reasons.get(line.week) ?? null;
    const per100 = (100 * estimated) / line.exposure;
    return { ...line, ...labels, basic: estimated, other: all - estimated, per100, leftOut, isLocked: true };
  });
}

/** F10: what the draw adds to the variance of the logarithm of the baseline. */
export const drawVariance = ({ basic, sampled }: SampleCount): number => (basic > 0 ? 1 / basic - 1 / sampled : 0);

/** As F10 has it, with the quantile of a normal distribution. Null while fewer than thirty are labelled. */
export function sampledFigure(
  goal: GoalInUse,
  lines: readonly WeekLine[],
  count: SampleCount,
  phi: number,
): Sampled | null {
  if (count.sampled < FEWEST_LABELLED) return null;
  const total = (window: "baseline" | "current", of: (line: WeekLine) => number) =>
    counted(lines, window).reduce((sum, line) => sum + of(line), 0);
  const found = figureOrReason(() =>
    sampledBaseline({
      ...count,
      baselineExposure: total("baseline", ({ exposure }) => exposure),
      currentTickets: total("current", ({ basic }) => basic),
      currentExposure: total("current", ({ exposure }) => exposure),
      phi,
    }),
  );
  return found.ok
    ? { ...count, figure: found.figure, sentence: sentenceOf(found.figure, count, goal.target) }
    : { ...count, figure: null, sentence: found.reason };
}

function sentenceOf(figure: SampledBaseline, { sampled, tickets }: SampleCount, goal: number) {
  const { reduction } = figure;
  const amount = `${percent(Math.abs(reduction))} ${fewerOrMore(reduction)}`;
  return `${amount} basic questions against a random sample of the baseline, ${sampled} of ${several(tickets, "question")} (95% range ${rangeOf(figure)}). Goal ${percent(goal)}: ${verdictOf(figure, goal)}.`;
}

const MEANING =
  "Where nobody labelled the questions of the baseline when they were asked, a random sample is labelled afterwards, without seeing what they were called: the share of basic ones times all questions is the baseline, and the draw widens the range (F10). Which questions are drawn is fixed by lot before anybody labels. Of one person's questions in one category within a week the first alone counts, basic or not, so the baseline is rather too low than too high. Whoever labels the sample is not always who labels the questions of the period; the second coding says how alike they judge.";

export function sampledDefinition(sample: Sampled | null, goal: GoalInUse | null): Definition[] {
  if (!sample) return [];
  const { tickets, drawn, sampled, basic, figure, sentence } = sample;
  const asGoal =
    goal?.basis === "sample"
      ? "This is the baseline of the goal. It gives no figure before all drawn questions are labelled: whoever could stop in between could stop where it pleases. The headline takes the wider range of F2 with the variance of the draw added; how much weeks vary beyond chance is taken from the period alone, because of the sample only all questions are known week by week. In simulated desks this range held the truth in 94 to 99% (npm run bench:measure); without the variance of the draw it did in 75 to 90%. F10 as written stands here."
      : "";
  const inputs: Definition["inputs"] = [
    ["Questions of the baseline, drawn, labelled of them", `${tickets}, ${drawn}, ${sampled}`],
    ["Basic among the labelled", `${basic}, ${percent(basic / sampled)}`],
  ];
  if (figure) {
    inputs.push(["Standard error of the logarithm (F10)", figure.standardError.toFixed(4)]);
    inputs.push(["Range of F10 as written", rangeOf(figure)]);
  }
  return [
    {
      id: "sample",
      name: "Against a labelled sample",
      value: figure ? percent(figure.reduction) : "",
      meaning: [MEANING, asGoal, sentence],
      inputs,
    },
  ];
}
