import { reductionAfterCorrection } from "#server/measure/agreement.ts";
import { figureOrReason } from "#server/measure/figures.ts";
import type { Headline } from "#server/measure/headline.ts";
import type { Context } from "#server/platform/context.ts";
import type { GoalInUse } from "./goal-in-use.ts";
import { figureFor } from "./measuring.ts";
import { agreement, doubleCoding, qualityOf } from "./second-coding.ts";
import { counted, type WeekLine } from "./series.ts";
import type { WeeklyFact } from "./weekly-fact.ts";

type BothWindows = { baseline: number; current: number };

/** What the labels do to the figure: section 5, and nothing of it silently. */
export type LabelEffects = {
  /** Labels corrected after they froze; the figure there would be with the corrections. Null where it is the same. */
  corrections: BothWindows;
  withCorrections: Headline | null;
  /** Labels by rule or classifier, of these by the classifier, all labels of questions asked here. */
  guessed: BothWindows;
  byScore: BothWindows;
  labelled: BothWindows;
  /** The figure by labels people gave alone. Null where it is the same. */
  toldAlone: Headline | null;
  /** F11: kappa of the second coding, and the reduction with the errors it shows taken out of both windows. */
  coding: { kappa: number; tickets: number; reduction: number | null; warning: string | null } | null;
};

const NONE: BothWindows = { baseline: 0, current: 0 };
export const NO_LABEL_EFFECTS: LabelEffects = {
  corrections: NONE,
  withCorrections: null,
  guessed: NONE,
  byScore: NONE,
  labelled: NONE,
  toldAlone: null,
  coding: null,
};

export async function labelEffects(ctx: Context, lines: readonly WeekLine[], goal: GoalInUse): Promise<LabelEffects> {
  const total = (of: (line: WeeklyFact) => number): BothWindows => ({
    baseline: counted(lines, "baseline").reduce((sum, line) => sum + of(line), 0),
    current: counted(lines, "current").reduce((sum, line) => sum + of(line), 0),
  });
  return {
    corrections: total(({ corrected }) => corrected),
    withCorrections: figureWith(lines, goal, ({ basic_corrected }) => basic_corrected),
    guessed: total(({ guessed }) => guessed),
    byScore: total(({ guessed_by_score }) => guessed_by_score),
    labelled: total(({ asked, unlabelled }) => asked - unlabelled),
    toldAlone: figureWith(lines, goal, ({ basic_told }) => basic_told),
    coding: await codingOf(ctx, lines),
  };
}

async function codingOf(ctx: Context, lines: readonly WeekLine[]): Promise<LabelEffects["coding"]> {
  const cells = await doubleCoding(ctx);
  const found = await agreement(ctx);
  if (!cells || !found) return null;
  const quality = qualityOf(cells);
  const window = (name: "baseline" | "current") => {
    const weeks = counted(lines, name);
    const total = (of: (line: WeeklyFact) => number) => weeks.reduce((sum, line) => sum + of(line), 0);
    const basic = total((line) => line.basic);
    return { basic, tickets: basic + total(({ other }) => other), exposure: total(({ exposure }) => exposure) };
  };
  const corrected = figureOrReason(() =>
    quality ? reductionAfterCorrection(window("baseline"), window("current"), quality) : null,
  );
  const figure = corrected.ok ? corrected.figure : null;
  const { kappa, tickets } = found;
  return { kappa, tickets, reduction: figure?.corrected ?? null, warning: figure?.warning ?? null };
}

function figureWith(lines: readonly WeekLine[], goal: GoalInUse, basic: (line: WeeklyFact) => number): Headline | null {
  if (lines.every((line) => basic(line) === line.basic)) return null;
  const found = figureOrReason(() =>
    figureFor(
      lines.map((line) => ({ ...line, basic: basic(line) })),
      goal,
    ),
  );
  return found.ok ? found.figure.printed : null;
}

/** The share of labels nobody gave, in both windows together; null without labels. */
export function guessedShare({ guessed, labelled }: LabelEffects): number | null {
  const all = labelled.baseline + labelled.current;
  return all === 0 ? null : (guessed.baseline + guessed.current) / all;
}
