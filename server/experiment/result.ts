import { type Arm, halfOf } from "#server/measure/assignment.ts";
import { type Clustered, clusteredEffect, type PersonFlows } from "#server/measure/clustered.ts";
import { type ComplierEffect, complierEffect } from "#server/measure/compliers.ts";
import { figureOrReason } from "#server/measure/figures.ts";
import { type IntentionToTreat, intentionToTreat } from "#server/measure/intention-to-treat.ts";
import { type LiveExperiment, liveExperiment } from "#server/measure/live-experiment.ts";
import { type Interval, newcombeInterval } from "#server/measure/proportion.ts";
import { type SampleRatio, sampleRatio } from "#server/measure/sample-ratio.ts";
import { type Guardrail, type GuardrailOutcome, judgeGuardrail } from "#server/measure/stopping.ts";
import type { WeekCalendar } from "#server/platform/weeks.ts";
import type { Experiment } from "./experiment.ts";
import type { Flow } from "./flows.ts";

type Both<T> = Record<Arm, T>;

/** What an experiment says. Arms are counted, people are never named. */
export type Result = {
  units: Both<number>;
  flows: Both<number>;
  tickets: Both<number>;
  /** Flows that are not seven days old. */
  waiting: number;
  sampleRatio: SampleRatio | null;
  live: LiveExperiment;
  /** F17, the published one, and F16 beside it; null while there is too little. */
  published: Clustered | null;
  simple: IntentionToTreat | null;
  /** F17 over basic tickets alone, the kind the headline counts. */
  basic: Clustered | null;
  /** Of the holdout's ticket rate, later minus earlier half; and of two halves of the treatment arm (section 12). */
  drift: Interval | null;
  twins: Interval | null;
  compliers: ComplierEffect | null;
  guardrails: GuardrailOutcome[];
  /** Holdout flows in which the suggestions were asked for. */
  shownAnyway: number;
};

export function resultOf(experiment: Experiment, flows: readonly Flow[], calendar: WeekCalendar): Result {
  const drawn = flows.filter((flow) => flow.experiment === experiment.id && flow.arm !== null);
  const matured = drawn.filter(({ isMatured }) => isMatured);
  const firsts = firstOfEachUnit(drawn, experiment, calendar);
  const people = perArm((arm) => peopleIn(inArm(matured, arm)));
  const simple = perArm((arm) => countOf(inArm(firsts, arm).filter(({ isMatured }) => isMatured)));
  const units = perArm((arm) => inArm(firsts, arm).length);
  return {
    units,
    flows: perArm((arm) => inArm(matured, arm).length),
    tickets: perArm((arm) => countOf(inArm(matured, arm)).tickets),
    waiting: drawn.length - matured.length,
    sampleRatio: orNull(() => sampleRatio({ ...units, share: experiment.share })),
    live: liveExperiment(people.treatment, people.holdout),
    published: orNull(() => clusteredEffect(people.treatment, people.holdout)),
    simple: orNull(() => intentionToTreat(simple.treatment, simple.holdout)),
    basic: orNull(() => clusteredEffect(basicIn(inArm(matured, "treatment")), basicIn(inArm(matured, "holdout")))),
    drift: driftOf(inArm(matured, "holdout")),
    twins: twinsOf(experiment, inArm(matured, "treatment")),
    compliers: orNull(() =>
      complierEffect(openingOf(inArm(matured, "treatment")), openingOf(inArm(matured, "holdout"))),
    ),
    guardrails: guardrailsOf(matured),
    shownAnyway: inArm(matured, "holdout").filter(({ isShown }) => isShown).length,
  };
}

function orNull<T>(compute: () => T): T | null {
  const found = figureOrReason(compute);
  return found.ok ? found.figure : null;
}

const perArm = <T>(of: (arm: Arm) => T): Both<T> => ({ treatment: of("treatment"), holdout: of("holdout") });

const inArm = (flows: readonly Flow[], arm: Arm) => flows.filter((flow) => flow.arm === arm);

const countOf = (flows: readonly Flow[]) => ({
  tickets: flows.filter(({ hasTicket }) => hasTicket).length,
  flows: flows.length,
});

const openingOf = (flows: readonly Flow[]) => ({
  ...countOf(flows),
  opened: flows.filter(({ hasOpened }) => hasOpened).length,
  both: flows.filter(({ hasOpened, hasTicket }) => hasOpened && hasTicket).length,
});

const peopleIn = (flows: readonly Flow[]): PersonFlows[] =>
  [...Map.groupBy(flows, ({ reader }) => reader).values()].map(countOf);

const basicIn = (flows: readonly Flow[]) => peopleIn(flows.map((flow) => ({ ...flow, hasTicket: flow.hasBasic })));

/** Flows come in order of time. */
function driftOf(holdout: readonly Flow[]): Interval | null {
  const middle = Math.ceil(holdout.length / 2);
  const share = (flows: readonly Flow[]) => ({ successes: countOf(flows).tickets, trials: flows.length });
  return orNull(() => newcombeInterval(share(holdout.slice(middle)), share(holdout.slice(0, middle))));
}

/** People fall into either half by a lot of their own. */
function twinsOf({ salt, id, share }: Experiment, treatment: readonly Flow[]): Interval | null {
  const draw = ({ reader }: Flow) => halfOf({ salt, experiment: String(id), unit: reader, share });
  const half = (which: "first" | "second") => peopleIn(treatment.filter((flow) => draw(flow) === which));
  return orNull(() => clusteredEffect(half("first"), half("second")));
}

/** Flows come in order of time. */
function firstOfEachUnit(flows: readonly Flow[], { unit }: Experiment, calendar: WeekCalendar): Flow[] {
  const nameOf = ({ reader, at }: Flow) => (unit === "week" ? `${reader}@${calendar.weekOf(at)}` : reader);
  const units = Map.groupBy(flows, nameOf);
  return [...units.values()].map(([first]) => first as Flow);
}

/** Of the tickets of each arm: how many were asked again within a week, how many reopened, and how many waited longer than a day. */
function guardrailsOf(flows: readonly Flow[]): GuardrailOutcome[] {
  const judged = (name: Guardrail["name"], of: (flow: Flow) => boolean | null) => {
    const share = perArm((arm) => {
      const known = inArm(flows, arm).flatMap((flow) => of(flow) ?? []);
      return { successes: known.filter(Boolean).length, trials: known.length };
    });
    return orNull(() => judgeGuardrail({ name, ...share })) ?? [];
  };
  return [
    judged("time to first answer", ({ waitedLong }) => waitedLong),
    judged("repeat contact in 7 days", ({ askedAgain }) => askedAgain),
    judged("reopen rate", ({ reopened }) => reopened),
  ].flat();
}
