import type { Held } from "./held.ts";
import { bitsOf, lettersOf } from "./letters.ts";
import { frequencyIn, frequencyOf, isWritten, isWrittenIn, type View } from "./view.ts";

const SHORTEST = 4;
const LONG = 8;
const LONGEST = 40;
/** Words compared letter by letter, at most; the sieve before leaves far fewer. */
const MOST_COMPARED = 1500;

export type Correction = { word: string; edits: number; score: number };

/**
 * Words people of this circle have written that differ little from one nobody has: one edit (a letter more, less,
 * other, or two swapped), two from eight letters on. Damerau and Levenshtein's distance in its restricted form,
 * bounded; never lunr's own, one of whose hostile queries ran for minutes.
 *
 * @param word folded
 * @returns at most `most`, best first: fewest edits, same first letter, most documents
 */
export function corrections(view: View, word: string, most: number): Correction[] {
  const size = word.length;
  if (size < SHORTEST || size > LONGEST || /^[\d.:-]+$/.test(word)) return [];
  const edits = size >= LONG ? 2 : 1;
  const found = new Map<string, Correction>();
  const digits = digitsIn(word);
  const counter = { left: MOST_COMPARED };
  for (const at of view.segments)
    for (const number of sieve(at.held, word, edits)) {
      const { held } = at;
      if (!isWrittenIn(at, number)) continue;
      if (digitsIn(held.terms[number] ?? "") !== digits) continue;
      counter.left -= 1;
      if (counter.left < 0) break;
      const other = held.terms[number] ?? "";
      const distance = distanceWithin(word, other, edits);
      if (distance > edits) continue;
      const frequency = frequencyIn(view, held, number) + (found.get(other)?.score ?? 0);
      found.set(other, { word: other, edits: distance, score: frequency });
    }
  for (const sound of soundsLike(word)) {
    if (found.has(sound) || !isWritten(view, sound)) continue;
    found.set(sound, { word: sound, edits: 1, score: frequencyOf(view, sound) });
  }
  const scored = [...found.values()].map((one) => ({ ...one, score: likelihood(word, one) }));
  return scored.sort((a, b) => b.score - a.score || (a.word < b.word ? -1 : 1)).slice(0, most);
}

/** One sound, two ways to write it, two letters apart. */
const soundsLike = (word: string): string[] =>
  [word.replaceAll("ph", "f"), word.replaceAll("f", "ph")].filter((sound) => sound !== word);

/** A number is not mistyped into another one: 42P01 is no 42P02. */
const digitsIn = (word: string) => word.replace(/\D+/g, " ").trim();

/** Documents count by their logarithm: a word in a hundred of them is not a hundred times likelier. */
function likelihood(word: string, { word: other, edits, score: frequency }: Correction): number {
  const isSwap = word.length === other.length && [...word].sort().join("") === [...other].sort().join("");
  const first = word[0] === other[0] ? 1.6 : 1;
  return (Math.log(2 + frequency) * first * (isSwap ? 1.6 : 1)) / edits ** 2;
}

function* sieve({ segment, terms }: Held, word: string, edits: number): Generator<number> {
  const letters = lettersOf(word);
  const { written, letters: all } = segment;
  for (let place = 0; place < written.length; place += 1) {
    if (bitsOf((all[place] as number) ^ letters) > 2 * edits) continue;
    const number = written[place] as number;
    if (Math.abs((terms[number] as string).length - word.length) <= edits) yield number;
  }
}

/** Edits between two words, or `most` + 1 where there are more. */
export function distanceWithin(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, place) => place);
  for (let row = 1; row <= a.length; row += 1) {
    const now = [row];
    let least = row;
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (now[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1])
        cost = Math.min(cost, (before[column - 2] ?? 0) + 1);
      now.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return most + 1;
    before = last;
    last = now;
  }
  return Math.min(most + 1, last[b.length] ?? most + 1);
}
