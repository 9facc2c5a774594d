import { byPerson, recordDeed } from "#server/audit/trail.ts";
import { coverageNow } from "#server/knowledge/coverage-page.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { forbidden } from "#server/platform/errors.ts";
import { deflectionReport } from "./deflection.ts";
import { addFigure, fedFigures } from "./programme-store.ts";
import { several } from "./wording.ts";

/** What the roll-out promised. `fed` figures come from elsewhere; nothing is shown in their place until they do. */
export const GOALS = {
  coverage: { name: "Documentation coverage", target: 1, unit: "part", isFed: false },
  basic: { name: "Fewer basic questions", target: 0.6, unit: "part", isFed: false },
  satisfaction: { name: "Satisfaction of those who asked", target: 4.5, unit: "of 5", isFed: true },
  training: { name: "Training completed", target: 0.8, unit: "part", isFed: true },
  performance: { name: "Key performance figures improved", target: 0.15, unit: "part", isFed: true },
} as const;

export type GoalKey = keyof typeof GOALS;
export const FED = ["satisfaction", "training", "performance"] as const satisfies GoalKey[];
export type FedKey = (typeof FED)[number];

export type ProgrammeFigure = {
  key: GoalKey;
  name: string;
  target: number;
  unit: "part" | "of 5";
  /** Null until it is fed, or can be computed. */
  value: number | null;
  state: "reached" | "not reached" | "undecided" | "not fed";
  /** Where the figure comes from, in words. */
  source: string;
  href: string | null;
};

/** The goals of the roll-out beside each other. None of them is averaged with another. */
export async function programmeFigures(ctx: Context): Promise<ProgrammeFigure[]> {
  const fed = new Map((await fedFigures(ctx.db)).map((one) => [one.name, one]));
  return [
    await coverageFigure(ctx),
    await basicFigure(ctx),
    ...FED.map((key): ProgrammeFigure => {
      const { name, target, unit } = GOALS[key];
      const figure = fed.get(key);
      if (!figure)
        return { key, name, target, unit, value: null, state: "not fed", source: "Nobody has fed it yet.", href: null };
      const state = figure.value >= target ? "reached" : "not reached";
      const source = `${figure.source}, ${figure.measuredOn}; entered by ${figure.enteredBy}`;
      return { key, name, target, unit, value: figure.value, state, source, href: null };
    }),
  ];
}

async function coverageFigure(ctx: Context): Promise<ProgrammeFigure> {
  const { isFed: _isFed, ...about } = GOALS.coverage;
  const { covered, total } = await coverageNow(ctx);
  const common = { key: "coverage" as const, ...about, href: "/knowledge/coverage" };
  if (total === 0) return { ...common, value: null, state: "not fed", source: "The catalogue names nothing yet." };
  const state = covered === total ? "reached" : "not reached";
  return {
    ...common,
    value: covered / total,
    state,
    source: `${covered} of ${several(total, "entry", "entries")} of the catalogue, computed now`,
  };
}

async function basicFigure(ctx: Context): Promise<ProgrammeFigure> {
  const { headline, goal, verdict, period } = await deflectionReport(ctx);
  const { name, unit } = GOALS.basic;
  const target = goal?.target ?? GOALS.basic.target;
  const common = { key: "basic" as const, name, target, unit, href: "/reports/deflection" };
  if (!headline || verdict === "not enough data")
    return { ...common, value: null, state: "not fed", source: "Not enough weeks are counted yet." };
  const state = verdict === "reached" ? "reached" : verdict === "not reached" ? "not reached" : "undecided";
  return { ...common, value: headline.reduction, state, source: `${verdict}; counted, ${period.dates}` };
}

/** A figure that comes from elsewhere; each stays beside the ones before it. */
export async function feedFigure(
  ctx: Context,
  by: Person,
  figure: { name: FedKey; value: number; measuredOn: string; source: string },
): Promise<void> {
  if (!can(by, "report.goal")) throw forbidden("Only managers may feed figures.");
  await inTransaction(ctx, async (ctx) => {
    const { measuredOn, ...said } = figure;
    await addFigure(ctx.db, { ...said, measured_on: measuredOn, entered_by: by.id, entered_at: ctx.clock.now() });
    await recordDeed(ctx, { by: byPerson(by), action: "fed a figure", object: figure.name, data: figure });
  });
}
