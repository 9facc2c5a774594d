import type { Option } from "#server/http/fields.ts";
import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import { findPerson } from "#server/people/directory.ts";
import { DAY, WEEK } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { type End, type Experiment, hashOf } from "./experiment.ts";
import { outlook } from "./planning.ts";
import type { Result } from "./result.ts";
import { type ResultPiece, resultPiece } from "./result-piece.ts";
import * as store from "./store.ts";
import { percent } from "./wording.ts";

export type StartDraft = Draft<"question" | "unit" | "share" | "expected" | "effect" | "endsOn">;
export type StopDraft = Draft<"id" | "why">;

const SHOWN = 20;

/** A registration as it is shown for ever. */
type Promised = {
  id: number;
  question: string;
  unit: string;
  share: string;
  aim: string;
  flowsNeeded: number;
  endsAt: number;
  startedBy: string;
  startedAt: number;
  hash: string;
  isBroken: boolean;
};

type Ended = Promised & { endedAt: number; endedBy: string; reason: string; result: ResultPiece | null };

type ExperimentPage = {
  title: string;
  planner: {
    flows: string;
    ticketShare: string;
    isAssumed: boolean;
    effects: string[];
    rows: { share: string; weeks: string[] }[];
  };
  draft: StartDraft;
  units: Option[];
  running: (Promised & { lookedAt: number | null; result: ResultPiece | null }) | null;
  stop: StopDraft;
  ended: Ended[];
};
export const experimentView = view<ExperimentPage>("experiment/experiment", "staff");

const UNIT_OPTIONS = [
  { value: "week", label: "A person in a week: everybody is drawn anew each week" },
  { value: "person", label: "A person: for long experiments with many people" },
] as const;

export async function experimentPage(
  ctx: Context,
  drafts: { start?: StartDraft; stop?: StopDraft } = {},
): Promise<ExperimentPage> {
  const [running, ended, plan] = [await store.openExperiment(ctx.db), await endedOnes(ctx), await outlook(ctx)];
  const look = running ? await store.lookAt(ctx.db, running.id) : undefined;
  return {
    title: "Experiment",
    planner: {
      flows: plan.flowsPerWeek.toFixed(plan.flowsPerWeek < 10 ? 1 : 0),
      ticketShare: percent(plan.ticketShare),
      isAssumed: plan.isAssumed,
      effects: plan.rows[0]?.weeks.map(({ effect }) => percent(effect)) ?? [],
      rows: plan.rows.map(({ share, weeks }) => ({
        share: percent(share),
        weeks: weeks.map((one) => weeksIn(one.weeks)),
      })),
    },
    draft: drafts.start ?? proposed(ctx, plan.ticketShare),
    units: [...UNIT_OPTIONS],
    running: running
      ? {
          ...(await promised(ctx, running)),
          lookedAt: look?.looked_at ?? null,
          result: look ? resultPiece(running, read(look.data)) : null,
        }
      : null,
    stop: drafts.stop ?? blankDraft({ id: String(running?.id ?? ""), why: "" }),
    ended,
  };
}

const read = (data: string) => JSON.parse(data) as Result;

const weeksIn = (weeks: number | null) =>
  weeks === null ? "never" : weeks >= 10 ? weeks.toFixed(0) : weeks.toFixed(1);

const proposed = (ctx: Context, ticketShare: number): StartDraft =>
  blankDraft({
    question: "",
    unit: "week",
    share: "20",
    expected: String(Math.round(ticketShare * 100)),
    effect: "30",
    endsOn: new Date(ctx.clock.now() + 12 * WEEK + DAY).toISOString().slice(0, 10),
  });

async function promised(ctx: Context, one: Experiment): Promise<Promised> {
  return {
    id: one.id,
    question: one.question,
    unit: one.unit === "week" ? "a person in a week" : "a person",
    share: percent(one.share),
    aim: `${percent(one.expectedShare)} becoming ${percent(one.shareToSee)}`,
    flowsNeeded: one.flowsNeeded,
    endsAt: one.endsAt,
    startedBy: await nameOf(ctx, one.startedBy),
    startedAt: one.startedAt,
    hash: one.hash,
    isBroken: hashOf(one) !== one.hash,
  };
}

const nameOf = async (ctx: Context, id: number) => (await findPerson(ctx, id))?.name ?? "Somebody";

async function endedOnes(ctx: Context): Promise<Ended[]> {
  const experiments: (Experiment & End)[] = await store.endedExperiments(ctx.db, SHOWN);
  const records = await store.recordsOf(
    ctx.db,
    experiments.map(({ id }) => id),
  );
  return Promise.all(
    experiments.map(async (one) => {
      const record = records.find(({ experiment_id }) => experiment_id === one.id);
      const endedBy = one.endedBy === null ? "the portal" : await nameOf(ctx, one.endedBy);
      const result = record ? resultPiece(one, read(record.data), true) : null;
      return { ...(await promised(ctx, one)), endedAt: one.endedAt, endedBy, reason: one.reason, result };
    }),
  );
}
