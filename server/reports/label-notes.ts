import type { Headline } from "#server/measure/headline.ts";
import type { Definition } from "./definitions.ts";
import type { DeflectionReport } from "./deflection.ts";
import { guessedShare } from "./label-effects.ts";
import { percent, rangeOf, several } from "./wording.ts";

/** What has to be said in the same breath as the figure: labels changed late, and labels nobody gave. */
export function labelNotes({ headline, labels, verdict, goal }: DeflectionReport): string[] {
  if (!headline || goal?.basis === "wedge") return [];
  const { corrections, withCorrections, toldAlone } = labels;
  const corrected = corrections.baseline + corrections.current;
  const share = guessedShare(labels) ?? 0;
  return [
    corrected > 0
      ? `${several(corrected, "label")} ${corrected === 1 ? "was" : "were"} corrected after ${corrected === 1 ? "it" : "they"} froze; ${sentenceOf(withCorrections, verdict)} with the corrections.`
      : "",
    share > 0
      ? `${percent(share)} of the labels were worked out by the portal; ${sentenceOf(toldAlone, verdict)} by labels people gave alone.`
      : "",
  ].filter(Boolean);
}

/** Another verdict is said, not only another figure. */
function sentenceOf(other: Headline | null, verdict: string): string {
  if (!other) return "the figure is the same";
  const words = other.verdict === verdict ? "" : `, “${other.verdict}”`;
  return `the figure is ${percent(other.reduction)}${words}`;
}

function codedWords(coding: DeflectionReport["labels"]["coding"]): string {
  if (!coding || coding.reduction === null) return "not known";
  return [percent(coding.reduction), coding.warning ?? ""].filter(Boolean).join(". ");
}

export function labelDefinition({ labels }: DeflectionReport): Definition {
  const { corrections, withCorrections, guessed, byScore, labelled, toldAlone, coding } = labels;
  const both = ({ baseline, current }: { baseline: number; current: number }) =>
    `${baseline} in the baseline, ${current} in the period`;
  const figure = (other: Headline | null) =>
    other ? `${percent(other.reduction)}, range ${rangeOf(other)}` : "the same";
  return {
    id: "labels",
    name: "Labels",
    value: "",
    meaning: [
      "A label may be changed for two weeks after it was given; then it is frozen. A later change is a correction with a reason. Figures go on standing on the labels as they froze; what the corrections would change is given beside them.",
      "Where nobody said within two weeks after a question was resolved what kind it was, the portal works it out: basic by rule when most questions of its category are, an article answered it and it never went beyond the first step of the ladder; else by a classifier that learnt from the labels people gave. These labels are frozen from the start.",
      "A tenth is coded a second time by somebody who sees no label. The second label taken for the truth, the errors of the first are taken out of both windows alike (Rogan and Gladen).",
    ],
    inputs: [
      ["Labels of questions asked here", both(labelled)],
      ["Corrected after they froze", both(corrections)],
      ["Figure with the corrections", figure(withCorrections)],
      ["Worked out by rule or classifier", both(guessed)],
      ["Of these by the classifier", both(byScore)],
      ["Figure by labels people gave alone", figure(toldAlone)],
      [
        "Kappa of the second coding (F11)",
        coding
          ? `${coding.kappa.toFixed(2)} over ${several(coding.tickets, "ticket")}`
          : "given from ten tickets coded twice",
      ],
      ["Figure with the errors it shows taken out", codedWords(coding)],
    ],
  };
}
