import { byPerson, recordDeed } from "#server/audit/trail.ts";
import { coverageNow } from "#server/knowledge/coverage-page.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { forbidden } from "#server/platform/errors.ts";
import { type DeflectionReport, deflectionReport } from "./deflection.ts";
import type { Basis } from "./goal.ts";
import { keyFiguresNow } from "./key-figures.ts";
import { addFigure, fedFigures } from "./programme-store.ts";
import { satisfactionNow } from "./satisfaction.ts";
import { trained } from "./training.ts";
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
  /** When it was computed or measured, as a time or a date. */
  at: string | null;
  href: string | null;
  /** What it is made of, where it is made of several. */
  parts: { name: string; value: number; says: string }[];
};

type Found = Pick<ProgrammeFigure, "value" | "source" | "at"> &
  Partial<Pick<ProgrammeFigure, "parts" | "state" | "href">>;

/** The goals of the roll-out beside each other. None of them is averaged with another. */
export async function programmeFigures(ctx: Context): Promise<ProgrammeFigure[]> {
  const fed = new Map((await fedFigures(ctx.db)).map((one) => [one.name, one]));
  const orFed = (key: FedKey, computed: Found | null) => figureOf(key, computed ?? asFed(fed.get(key)));
  return [
    await coverageFigure(ctx),
    await basicFigure(ctx),
    orFed("satisfaction", await satisfactionFigure(ctx)),
    orFed("training", await trainingFigure(ctx)),
    orFed("performance", await performanceFigure(ctx)),
  ];
}

function figureOf(key: FedKey, found: Found | null): ProgrammeFigure {
  const { name, target, unit } = GOALS[key];
  const common = { key, name, target, unit, href: null, parts: [] };
  if (!found || found.value === null)
    return { ...common, value: null, at: null, state: "not fed", source: "Nobody has fed it yet." };
  return { ...common, state: found.value >= target ? "reached" : "not reached", ...found };
}

const asFed = (figure: Awaited<ReturnType<typeof fedFigures>>[number] | undefined): Found | null =>
  figure
    ? { value: figure.value, source: `${figure.source}; entered by ${figure.enteredBy}`, at: figure.measuredOn }
    : null;

async function satisfactionFigure(ctx: Context): Promise<Found | null> {
  const found = await satisfactionNow(ctx);
  if (!found) return null;
  const source = `The mean of ${several(found.answered, "answer")} since ${found.from}, asked at each resolution`;
  // Above 4.5 was promised, not 4.5.
  const state = found.mean > GOALS.satisfaction.target ? "reached" : "not reached";
  const at = new Date(ctx.clock.now()).toISOString();
  return { value: found.mean, state, source, at, href: "/reports/satisfaction" };
}

async function trainingFigure(ctx: Context): Promise<Found | null> {
  const found = await trained(ctx);
  if (!found) return null;
  const { trainings, people, done, toldAt, toldBy } = found;
  const which = trainings.length === 1 ? trainings[0] : `all ${trainings.length} trainings`;
  return {
    value: done / people,
    source: `${done} of ${several(people, "person", "people")} who ask have done ${which}; told by ${toldBy}`,
    at: new Date(toldAt).toISOString(),
  };
}

/** Reached when each of them has improved by so much: one that got worse is not made up for by another. */
async function performanceFigure(ctx: Context): Promise<Found | null> {
  const figures = await keyFiguresNow(ctx);
  const [least] = figures;
  if (!least) return null;
  return {
    value: least.improvement,
    source: `The least improved of ${several(figures.length, "key figure")}: ${least.name}`,
    at: figures.map(({ measuredOn }) => measuredOn).sort()[0] ?? null,
    parts: figures.map(({ name, improvement, baseline, value, measuredOn, source, enteredBy }) => ({
      ...{ name, value: improvement },
      says: `${baseline} to ${value}; ${source}, ${measuredOn}; entered by ${enteredBy}`,
    })),
  };
}

async function coverageFigure(ctx: Context): Promise<ProgrammeFigure> {
  const { isFed: _isFed, ...about } = GOALS.coverage;
  const { covered, total } = await coverageNow(ctx);
  const at = new Date(ctx.clock.now()).toISOString();
  const common = { key: "coverage" as const, ...about, at, href: "/knowledge/coverage", parts: [] };
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
  const { headline, goal, verdict, period, asOf } = await deflectionReport(ctx);
  const { name, unit } = GOALS.basic;
  const target = goal?.target ?? GOALS.basic.target;
  const common = { key: "basic" as const, name, target, unit, at: asOf, href: "/reports/deflection", parts: [] };
  if (!headline || verdict === "not enough data")
    return { ...common, value: null, state: "not fed", source: "Not enough weeks are counted yet." };
  const state = verdict === "reached" ? "reached" : verdict === "not reached" ? "not reached" : "undecided";
  return { ...common, value: headline.reduction, state, source: `${verdict}; ${sourceOf(goal, period)}` };
}

const SOURCES: Record<Basis, string> = {
  weeks: "counted",
  sample: "counted against a labelled sample",
  wedge: "shown by switching teams on",
};

const sourceOf = (goal: DeflectionReport["goal"], { dates }: DeflectionReport["period"]) =>
  goal?.basis === "wedge" ? SOURCES.wedge : `${SOURCES[goal?.basis ?? "weeks"]}, ${dates}`;

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
