import { fieldPlace, TEXT_FIELDS } from "./fields.ts";
import type { Token } from "./tokens.ts";
import { frequencyOf, rarity, type View } from "./view.ts";

/** Sets of fields, a bit each. */
export const MAIN = TEXT_FIELDS.reduce((set, name) => set | (1 << fieldPlace(name)), 0);
export const EXACT = 1 << fieldPlace("exact");
export const PARTS = 1 << fieldPlace("parts");
export const TITLE = 1 << fieldPlace("title");

/** One term, looked up in some fields. */
export type Form = {
  term: string;
  fields: number;
  /** What it weighs there, before the fields' own boosts: rarity times how sure we are that it is meant. */
  weight: number;
  /** How much of the concept a document holds that holds this form; 1 is all of it. */
  credit: number;
};

/** One way to say what is meant. A document that says it in several ways counts by the best of them. */
export type Alternative = {
  kind: "typed" | "completed" | "corrected" | "split" | "synonym";
  /** As shown to people. */
  shown: string;
  forms: Form[];
};

/** One thing somebody typed, with every way to say it. */
export type Concept = {
  /** As typed. */
  word: string;
  token: Token;
  /** How much of the whole question it is: rarity times repetitions, counted logarithmically. */
  weight: number;
  /** Nobody in this circle has written this word. */
  isUnknown: boolean;
  alternatives: Alternative[];
};

const PART_CREDIT = 0.6;
const PART_IN_TEXT = 0.25;

/** The forms in which documents may hold a word or an identifier. */
export function formsOf(view: View, { term, raw, also, parts }: Token, factor: number, cap = Number.POSITIVE_INFINITY) {
  const weigh = (one: string) => factor * Math.min(cap, rarity(view, Math.max(1, frequencyOf(view, one))));
  const forms: Form[] = [
    { term, fields: MAIN, weight: weigh(term), credit: factor },
    // In the main fields only where somebody typed a stem.
    { term: raw, fields: raw === term ? EXACT : EXACT | MAIN, weight: weigh(raw), credit: raw === term ? 0 : factor },
  ];
  for (const one of also) forms.push({ term: one, fields: MAIN, weight: weigh(one), credit: factor });
  if (parts.length === 0) forms.push({ term, fields: PARTS, weight: weigh(term), credit: factor * PART_CREDIT });
  const whole = parts.reduce((sum, part) => sum + weigh(part), 0);
  for (const part of parts) {
    const credit = (factor * PART_CREDIT * weigh(part)) / whole;
    forms.push({ term: part, fields: PARTS, weight: weigh(part), credit });
    // "create branch" is nearly create_branch.
    forms.push({ term: part, fields: MAIN, weight: weigh(part) * PART_IN_TEXT, credit });
  }
  return forms.filter(({ term }) => frequencyOf(view, term) > 0);
}
