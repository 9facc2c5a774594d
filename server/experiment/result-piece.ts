import type { Experiment } from "./experiment.ts";
import type { Result } from "./result.ts";
import { effectSentence, percent, points, rangeOf } from "./wording.ts";

type Line = { name: string; holdout: string; treatment: string };

/** What a page shows of a result. */
export type ResultPiece = {
  sentence: string;
  lines: Line[];
  /** Each with what it is judged by, in words. */
  facts: { name: string; words: string; isBad: boolean }[];
  progress: string;
};

/** While it runs only the interval that may be looked at daily; the ordinary one once it has ended. */
export function resultPiece(experiment: Experiment, result: Result, hasEnded = false): ResultPiece {
  const { units, flows, tickets, waiting } = result;
  const counted = flows.holdout + flows.treatment;
  return {
    sentence: sentenceOf(result, hasEnded),
    lines: [
      { name: "Drawn by lot", holdout: String(units.holdout), treatment: String(units.treatment) },
      { name: "Begun, seven days old", holdout: String(flows.holdout), treatment: String(flows.treatment) },
      {
        name: "Became a ticket",
        holdout: shareOf(tickets.holdout, flows.holdout),
        treatment: shareOf(tickets.treatment, flows.treatment),
      },
    ],
    facts: factsOf(result, hasEnded),
    progress: `${counted} of the ${experiment.flowsNeeded} questions that were planned${waiting > 0 ? `, ${waiting} not seven days old` : ""}`,
  };
}

const shareOf = (part: number, whole: number) => (whole > 0 ? `${part} (${percent(part / whole)})` : "–");

function sentenceOf({ live, published, sampleRatio }: Result, hasEnded: boolean): string {
  if (sampleRatio?.isBlocked) return "The arms do not have the sizes they were drawn with, so no result is shown.";
  if (hasEnded) return published ? effectSentence(published) : "There were too few questions for a result.";
  if (!live.isReady) return `Too early to look: ${live.missing.join("; ")}.`;
  const { low, high } = live.live;
  const range = `${points(live.effect)} (range that may be looked at daily: ${rangeOf(live.live)})`;
  if (high < 0) return `Fewer questions become tickets with suggestions: ${range}.`;
  return low > 0 ? `More questions become tickets with suggestions: ${range}.` : `No effect shown yet: ${range}.`;
}

function factsOf(
  { sampleRatio, guardrails, simple, published, compliers, shownAnyway, flows }: Result,
  hasEnded: boolean,
) {
  const facts = guardrails.map(({ name, difference, low, high, isFailed }) => ({
    name: `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    words: `${points(difference)} with suggestions (${rangeOf({ low, high })})`,
    isBad: isFailed,
  }));
  const fact = (name: string, words: string, isBad = false) => ({ name, words, isBad });
  const isShown = hasEnded && !sampleRatio?.isBlocked;
  return [
    ...(sampleRatio ? [fact("Sizes of the arms", `p ${sampleRatio.p.toFixed(3)}`, sampleRatio.isBlocked)] : []),
    ...facts,
    fact("Asked for suggestions in the holdout", shareOf(shownAnyway, flows.holdout)),
    ...(isShown && simple
      ? [fact("First question of each unit alone", `${points(simple.effect)} (${rangeOf(simple)})`)]
      : []),
    ...(isShown && compliers
      ? [fact("Those who open an article because of it", `${points(compliers.effect)} (${rangeOf(compliers)})`)]
      : []),
    ...(isShown && published ? [fact("Tickets avoided", avoidedWords(published, flows.treatment))] : []),
  ];
}

function avoidedWords({ effect, low, high }: { effect: number; low: number; high: number }, flows: number): string {
  const whole = (part: number) => String(Math.round(-part * flows)).replace("-", "−");
  return `${whole(effect)} (${whole(high)} to ${whole(low)})`;
}
