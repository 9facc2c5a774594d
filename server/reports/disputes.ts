import type { CheckKey } from "#server/measure/checks.ts";

/** What a failing check says against the verdict. */
export const DISPUTES: Record<CheckKey, string> = {
  denominator: "eligible and active people tell different stories",
  labels: "questions were labelled differently than before",
  total: "the other questions did not fall with the basic ones",
  "off-portal": "questions moved to other places",
  "holdout-drift": "those without suggestions ask less, too",
  repeat: "people ask again more often",
  silent: "more people leave without a word",
  spike: "the baseline was a peak",
  mix: "a part of the people moved the other way",
  "last-year": "the same weeks of last year say something else",
  "one-week": "a single week decides",
  "few-people": "a few people or one team make up the fall",
  placebo: "the same method finds a change inside the baseline",
  twins: "two halves of one arm differ",
  "sample-ratio": "the arms have sizes that were not drawn",
  events: "events were lost",
  edits: "goal or baseline were edited",
};
