import { type Token, tokenize } from "./tokens.ts";
import { frequencyOf, rarity, type View } from "./view.ts";

/** An error text as it is compared: its words in order, and which of them are only examples. */
type Signature = { term: string; weight: number; isExample: boolean }[];

const MOST_WORDS = 40;
/** A name in a message, and a word that stands where the other message has another, count this much where they differ. */
const EXAMPLE = 0.1;
const SLOT = 0.06;
/** What the pasted line has beside the message proves less than what of the message it lacks. */
const BESIDE = 0.5;
/** Of the words that are no names, so many must be there: one rare word in common makes no message. */
const MOST_OF_IT = 0.6;

/**
 * How well a stored error text and a pasted line are the same message, 0 to 1. Their words are laid side by side in
 * order; what is the same counts by its rarity, against what differs. Names of tables and the like differ from one
 * reader to the next, so a word in the place of another costs little, and one that is quoted or holds a digit or a
 * slash hardly anything.
 */
export function likeness(view: View, stored: string, line: Token[], text: string): number {
  const own = signatureOf(view, stored, tokenize(stored, MOST_WORDS));
  const theirs = signatureOf(view, text, line.slice(0, MOST_WORDS));
  const { same, different, count } = laidSideBySide(own, theirs);
  const fixed = Math.max(1, own.filter((word) => !word.isExample).length);
  return same === 0 ? 0 : (same / (same + different)) * Math.min(1, count / fixed / MOST_OF_IT);
}

const NAMED = /["'“«‘<`][^"'”»’>`]*$/;

function signatureOf(view: View, text: string, tokens: Token[]): Signature {
  return tokens.map(({ term, raw, from }) => {
    const weight = rarity(view, Math.max(1, frequencyOf(view, term)));
    const isName = isExample(text, raw, from);
    return { term, weight: weight * (isName ? EXAMPLE : 1), isExample: isName };
  });
}

/** Does this word of a message look like a name that will be another one for somebody else? */
export const isExample = (text: string, word: string, at: number): boolean =>
  /[\d/\\]/.test(word) || isQuoted(text, at);

/** An odd number of quotes before it: it stands between two. */
function isQuoted(text: string, at: number): boolean {
  const before = text.slice(0, at);
  return NAMED.test(before) && (before.match(/["“”«»<>`]|(?<!\w)'|'(?!\w)/g)?.length ?? 0) % 2 === 1;
}

type Sides = { same: number; different: number; count: number };

const better = (a: Sides, b: Sides) => (b.same - b.different > a.same - a.different ? b : a);

/** Needleman and Wunsch's alignment, the best by what is the same less what is not. */
function laidSideBySide(a: Signature, b: Signature): Sides {
  let last: Sides[] = [{ same: 0, different: 0, count: 0 }];
  for (const { weight } of b)
    last.push({ same: 0, count: 0, different: (last.at(-1)?.different ?? 0) + BESIDE * weight });
  for (const one of a) {
    const [first] = last;
    const now: Sides[] = [{ same: 0, count: 0, different: (first?.different ?? 0) + one.weight }];
    for (const [place, other] of b.entries()) {
      const before = last[place] as Sides;
      const above = last[place + 1] as Sides;
      const left = now[place] as Sides;
      const isSame = one.term === other.term;
      const paired = isSame
        ? { ...before, same: before.same + one.weight, count: before.count + 1 }
        : { ...before, different: before.different + SLOT * (one.weight + other.weight) };
      const without = { ...above, different: above.different + one.weight };
      const beside = { ...left, different: left.different + BESIDE * other.weight };
      now.push(better(better(paired, without), beside));
    }
    last = now;
  }
  return last.at(-1) ?? { same: 0, different: 0, count: 0 };
}
