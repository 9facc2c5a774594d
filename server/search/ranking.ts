import { type Nearness, nearness } from "./closeness.ts";
import type { Concept } from "./concepts.ts";
import type { Candidate } from "./gathering.ts";
import type { Held } from "./held.ts";
import { cardOf } from "./held.ts";
import type { Marks } from "./marking.ts";
import { type Phrase, verbatim } from "./phrases.ts";
import { likeness } from "./signatures.ts";
import type { Token } from "./tokens.ts";
import type { View } from "./view.ts";

/** The second pass looks at so many of the best. */
export const LOOKED_AT = 50;

/** What the second pass adds, as shares of the first pass's score. */
export const WORTH = {
  coverage: 1,
  closeness: 0.6,
  title: 0.4,
  piece: 1,
  phrase: 2,
  signature: 1.5,
  pasted: 6,
};
/** Enough to put the better of two near-equals first; two that differ by more than this keep their order. */
const STANDING = 0.03;
/** Somebody who wants to do something is not helped by what went wrong for others, nor the other way round. */
const MISFIT = 0.12;
/** A runbook is for who runs the database; most who ask do not. */
const FOR_OPERATORS = 0.08;
const TROUBLE_TYPES: ReadonlySet<string> = new Set(["troubleshooting", "runbook"]);
const TROUBLE =
  /\b(?:not|no|nobody|nothing|never|none|cannot|\w+n['’]t|unable|error|errors|fail\w*|exception|den(?:y|ied)|wrong\w*|incorrect|invalid|missing|broken|breaks|crash\w*|hang\w*|stuck|freez\w*|frozen|block\w*|slow|problem|issue|trouble|why|empty|blank|lost|gone|vanish\w*|disappear\w*|refus\w*|reject\w*|already|duplicate|violates|timeout|abort\w*|conflict\w*|ambiguous|full|dropped|appear\w*|instead|always|twice|zero|unknown|unexpected)\b/i;
const LONG_QUERY = 8;
/** Two words are no message yet. */
const SHORTEST_MESSAGE = 3;

export type Ranked = Candidate &
  Nearness & {
    slug: string;
    /** How well a stored error text is the message asked about, 0 to 1. */
    signature: number;
    /** It says to the letter what was asked for in quotes. */
    isVerbatim: boolean;
    final: number;
  };

export type Hints = {
  message: Message | null;
  phrases: Phrase[];
  marks: Map<Held, Marks>;
  standingOf: (slug: string) => number;
};

export type Message = { text: string; tokens: Token[]; isPasted: boolean };

/**
 * The second pass over the best of the first: coverage, closeness, the title, stored error texts, and, among
 * near-equals, what readers said of an article. What says to the letter what was quoted comes before all else.
 *
 * @param standingOf what is known of an article's help, -1 to 1; 0 where nothing is
 */
export function rank(
  view: View,
  candidates: Candidate[],
  concepts: Concept[],
  { message, phrases, marks, standingOf }: Hints,
): Ranked[] {
  const isTrouble = message === null || TROUBLE.test(message.text);
  const compared = message && (message.isPasted || message.tokens.length >= SHORTEST_MESSAGE) ? message : null;
  const saysSo = verbatim(phrases);
  const taper = Math.min(1, LONG_QUERY / concepts.length);
  const ranked = candidates.slice(0, LOOKED_AT).map((one): Ranked => {
    const { slugs, types } = one.at.held;
    const slug = slugs[one.document] as string;
    const near = nearness(one.at, one.document, concepts, marks.get(one.at.held) as Marks);
    const signature = compared ? bestLikeness(view, cardOf(one.at.held, one.document).errors, compared) : 0;
    const gain =
      WORTH.coverage * one.coverage ** 2 +
      WORTH.closeness * near.closeness * taper +
      WORTH.title * near.inTitle +
      WORTH.piece * near.inPiece ** 2 +
      (near.isPhrase ? WORTH.phrase : 0) +
      WORTH.signature * signature ** 3 +
      // Of a pasted error, what is stored of it comes first.
      (message?.isPasted ? WORTH.pasted * signature ** 8 : 0);
    const fit = fitOf(types[one.document] as string, isTrouble);
    const final = one.score * (1 + gain) * fit * (1 + STANDING * standingOf(slug));
    return { ...one, ...near, slug, signature, isVerbatim: saysSo(one.at, one.document), final };
  });
  return ranked.sort(
    (a, b) => Number(b.isVerbatim) - Number(a.isVerbatim) || b.final - a.final || (a.slug < b.slug ? -1 : 1),
  );
}

const fitOf = (type: string, isTrouble: boolean) =>
  (isTrouble === TROUBLE_TYPES.has(type) ? 1 : 1 - MISFIT) * (type === "runbook" ? 1 - FOR_OPERATORS : 1);

function bestLikeness(view: View, errors: string[], { tokens, text }: Message): number {
  let best = 0;
  for (const stored of errors) best = Math.max(best, likeness(view, stored, tokens, text));
  return best;
}
