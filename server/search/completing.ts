import { frequencyIn, isWrittenIn, type View } from "./view.ts";

const MOST_COMPLETIONS = 10;
/** Words looked at behind one prefix: a single letter may stand for a thirtieth of all. */
const MOST_LOOKED_AT = 3000;

export type Completion = { word: string; frequency: number };

/** How people of this circle have gone on after these letters; most documents first, at most ten. */
export function completions(view: View, prefix: string): Completion[] {
  const found = new Map<string, number>();
  for (const at of view.segments) {
    const { held } = at;
    const { written } = held.segment;
    let place = firstFrom(written, held.terms, prefix);
    for (let left = MOST_LOOKED_AT; left > 0 && place < written.length; place += 1) {
      const number = written[place] as number;
      const word = held.terms[number] as string;
      if (!word.startsWith(prefix)) break;
      // Words outside the circle are passed over as if they were not there.
      if (!isWrittenIn(at, number)) continue;
      left -= 1;
      const frequency = frequencyIn(view, held, number);
      if (word !== prefix) found.set(word, (found.get(word) ?? 0) + frequency);
    }
  }
  const all = [...found].map(([word, frequency]) => ({ word, frequency }));
  return all
    .sort((a, b) => b.frequency - a.frequency || a.word.length - b.word.length || (a.word < b.word ? -1 : 1))
    .slice(0, MOST_COMPLETIONS);
}

function firstFrom(written: Uint32Array, terms: string[], prefix: string): number {
  let low = 0;
  let high = written.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((terms[written[middle] as number] as string) < prefix) low = middle + 1;
    else high = middle;
  }
  return low;
}
