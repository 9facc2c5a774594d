import { avoidedAtRate, hoursSpared } from "#server/measure/hours-spared.ts";
import type { Interval } from "#server/measure/proportion.ts";
import type { Definition } from "./definitions.ts";
import type { Experimental } from "./experimental.ts";
import { minutesIn, type QuestionMinutes } from "./minutes.ts";
import type { Wedge } from "./wedge.ts";

/** What the questions that were surely avoided would have cost support. */
export type Spared = {
  by: "experiment" | "roll-out";
  /** Basic questions, 95 %. */
  avoided: Interval;
  minutes: QuestionMinutes | null;
  /** To one significant figure; null until somebody said how long a question takes. */
  hours: Interval | null;
};

/** Null without an effect that a lot shows: a counted reduction spares nothing that could be known. */
export function sparedBy(
  experiment: Experimental | null,
  wedge: Wedge | null,
  settings: Parameters<typeof minutesIn>[0],
): Spared | null {
  const [byArms, byTeams] = [avoidedByArms(experiment), avoidedByTeams(wedge)];
  const avoided = byArms ?? byTeams;
  if (!avoided) return null;
  const minutes = minutesIn(settings);
  const hours = minutes && hoursSpared({ avoided, minutes });
  return { by: byArms ? "experiment" : "roll-out", avoided, minutes, hours };
}

function avoidedByArms(experiment: Experimental | null): Interval | null {
  if (!experiment) return null;
  const { basic, flows, sampleRatio } = experiment.result;
  if (sampleRatio?.isBlocked || basic?.verdict !== "fewer tickets with suggestions") return null;
  return { low: -basic.high * flows.treatment, high: -basic.low * flows.treatment };
}

function avoidedByTeams(wedge: Wedge | null): Interval | null {
  if (!wedge?.figure || wedge.figure.low <= 0 || wedge.askedWhileOn === 0) return null;
  return avoidedAtRate(wedge.askedWhileOn, wedge.figure);
}

/** "20 to 90 hours" */
export function hoursWords({ low, high }: Interval): string {
  const of = (hours: number) => hours.toLocaleString("en", { maximumSignificantDigits: 1 });
  return low === high ? `${of(low)} hours` : `${of(low)} to ${of(high)} hours`;
}

const LOT = { experiment: "the holdout on the ask form", "roll-out": "switching teams on in random order" };

export function sparedDefinition({ spared }: { spared: Spared | null }): Definition[] {
  if (!spared) return [];
  const { by, avoided, minutes, hours } = spared;
  const inputs: Definition["inputs"] = [
    ["Shown by", LOT[by]],
    ["Basic questions avoided, 95% range", `${avoided.low.toFixed(1)} to ${avoided.high.toFixed(1)}`],
    ["Minutes of support a basic question takes", minutes ? `${minutes.least} to ${minutes.most}` : "not said yet"],
  ];
  if (minutes) inputs.push(["How that is known", minutes.source]);
  return [
    {
      id: "spared",
      name: "Hours of support spared",
      value: hours ? hoursWords(hours) : "",
      meaning: [
        "Questions that a lot shows to have been avoided, in the weeks it ran and of the people it helped, times the minutes one takes: the fewest by the least minutes to the most by the largest. It is rounded outwards to one figure, as minutes are known no better. It is time, not money, and counts nothing of the reduction that is not attributed.",
      ],
      inputs,
    },
  ];
}
