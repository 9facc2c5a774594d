import { type Token, tokenize } from "./tokens.ts";
import { frequencyOf, rarity, type View } from "./view.ts";

/** An error text as it is compared: its words in order, and which of them are only examples. */
type Signature = { term: string; weight: number; isExample: boolean }[];

const MOST_WORDS = 40;
/** An example counts this much where it differs: the name of somebody else's table. */
const EXAMPLE = 0.1;

/**
 * How well a stored error text and a pasted line are the same message, 0 to 1. Words are compared in their order, by
 * the longest common run with gaps, weighted by rarity. What is quoted, holds a digit or a slash, or stands in angle
 * brackets is an example of a name: it proves much where it is the same and little where it is not.
 */
export function likeness(view: View, stored: string, line: Token[], text: string): number {
  const own = signatureOf(view, stored, tokenize(stored, MOST_WORDS));
  const theirs = signatureOf(view, text, line.slice(0, MOST_WORDS));
  const common = commonWeight(own, theirs);
  const wholeOf = (signature: Signature) =>
    signature.reduce((sum, one) => sum + one.weight * (one.isExample ? EXAMPLE : 1), 0);
  const whole = Math.max(wholeOf(own), Number.EPSILON);
  const asked = Math.max(wholeOf(theirs), Number.EPSILON);
  const ofStored = Math.min(1, common / whole);
  const ofLine = Math.min(1, common / asked);
  return 0.7 * ofStored + 0.3 * ofLine;
}

const NAMED = /["'“«‘<`][^"'”»’>`]*$/;

function signatureOf(view: View, text: string, tokens: Token[]): Signature {
  return tokens.map(({ term, raw, from }) => ({
    term,
    weight: rarity(view, Math.max(1, frequencyOf(view, term))),
    isExample: isExample(text, raw, from),
  }));
}

/** Does this word of a message look like a name that will be another one for somebody else? */
export const isExample = (text: string, word: string, at: number): boolean =>
  /[\d/\\]/.test(word) || isQuoted(text, at);

/** An odd number of quotes before it: it stands between two. */
function isQuoted(text: string, at: number): boolean {
  const before = text.slice(0, at);
  return NAMED.test(before) && (before.match(/["“”«»<>`]|(?<!\w)'|'(?!\w)/g)?.length ?? 0) % 2 === 1;
}

function commonWeight(a: Signature, b: Signature): number {
  let last = new Float64Array(b.length + 1);
  for (const one of a) {
    const now = new Float64Array(b.length + 1);
    for (const [place, other] of b.entries()) {
      const weight = one.term === other.term ? one.weight * (one.isExample ? 3 * EXAMPLE : 1) : 0;
      now[place + 1] = Math.max(now[place] as number, last[place + 1] as number, (last[place] as number) + weight);
    }
    last = now;
  }
  return last[b.length] ?? 0;
}
