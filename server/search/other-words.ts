import { type Alternative, type Concept, MAIN } from "./concepts.ts";
import { FIELD_NAMES } from "./fields.ts";
import type { Ranked } from "./ranking.ts";
import type { Question } from "./reading.ts";
import type { SegmentView } from "./view.ts";

const FIELD_COUNT = FIELD_NAMES.length;
const MOST_OTHER = 4;
const FIRST = 5;
const LOOKED_AT = 20;

/** Words for the same thing that brought what was found: documents that do not say it as it was typed. */
export function otherWords(concepts: Concept[], ranked: Ranked[]): string[] {
  const first = ranked.slice(0, FIRST);
  const helped = concepts.flatMap(({ alternatives }) => {
    const [others, own] = [alternatives.filter(isOther), alternatives.filter((one) => !isOther(one))];
    const lacking = first.filter(({ at, document }) => !own.some((one) => isIn(one, at, document)));
    return others.filter((one) => isAmong(one, lacking)).map(({ shown }) => shown);
  });
  return [...new Set(helped)].slice(0, MOST_OTHER);
}

const isOther = ({ kind }: Alternative) => kind === "synonym";

/**
 * The words as they were probably meant: only where one nobody has written is close to one that somebody has, and
 * where that one finds documents the typed words do not.
 */
export function didYouMean({ text, concepts }: Question, ranked: Ranked[]): string | null {
  const wrong = concepts.filter(({ isUnknown, weight }) => isUnknown && weight > 0);
  const corrected = wrong.flatMap(({ token, alternatives: [first] }) =>
    first && (first.kind === "corrected" || first.kind === "split") && isAmong(first, ranked)
      ? [{ ...token, meant: first.shown }]
      : [],
  );
  if (corrected.length === 0 || text.includes("\n")) return null;
  let meant = text;
  for (const { from, to, meant: word } of corrected.reverse()) meant = meant.slice(0, from) + word + meant.slice(to);
  return meant.replace(/\s+/g, " ").trim();
}

const isAmong = (one: Alternative, ranked: Ranked[]): boolean =>
  ranked.slice(0, LOOKED_AT).some(({ at, document }) => isIn(one, at, document));

/** Does a document say it in this way? */
export const isIn = ({ forms }: Alternative, at: SegmentView, document: number): boolean =>
  forms.some(({ term, fields }) => (fields & MAIN) !== 0 && holds(at, document, term));

function holds({ held }: SegmentView, document: number, term: string): boolean {
  const number = held.numbers.get(term);
  if (number === undefined) return false;
  const { starts, documents } = held.segment;
  const from = starts[number * FIELD_COUNT] as number;
  const to = starts[(number + 1) * FIELD_COUNT] as number;
  return documents.subarray(from, to).includes(document);
}
