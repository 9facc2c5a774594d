import { wordsOfText } from "#server/platform/database/full-text.ts";

export type Piece = { text: string; isMatch: boolean };

const BEFORE_MATCH = 60;
const LONGEST = 180;
const WORD = /[\p{L}\p{N}]+/gu;

/** A text cut into what was looked for and what stands between. The last word may be the beginning of one. */
export function marked(text: string, words: readonly string[]): Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const found of text.matchAll(WORD)) {
    if (!isWanted(found[0], words)) continue;
    if (found.index > done) pieces.push({ text: text.slice(done, found.index), isMatch: false });
    pieces.push({ text: found[0], isMatch: true });
    done = found.index + found[0].length;
  }
  if (done < text.length) pieces.push({ text: text.slice(done), isMatch: false });
  return pieces;
}

/** The part of a message around the first word that was looked for, on one line. */
export function passageOf(body: string, words: readonly string[]): Piece[] {
  const line = body
    .replace(/```\w*/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  const first = [...line.matchAll(WORD)].find((found) => isWanted(found[0], words))?.index ?? 0;
  const start = first <= BEFORE_MATCH ? 0 : line.indexOf(" ", first - BEFORE_MATCH) + 1;
  const end =
    line.length - start <= LONGEST ? line.length : Math.max(start + 1, line.lastIndexOf(" ", start + LONGEST));
  const cut = `${start > 0 ? "… " : ""}${line.slice(start, end)}${end < line.length ? " …" : ""}`;
  return marked(cut, words);
}

function isWanted(found: string, words: readonly string[]): boolean {
  const last = words.at(-1);
  return wordsOfText(found).some((word) => words.includes(word) || (last !== undefined && word.startsWith(last)));
}
