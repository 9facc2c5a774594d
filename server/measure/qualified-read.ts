import { amount } from "./figures.ts";

const LEAST_MS = 8_000;
const MOST_MS = 30_000;
const PART = 0.25;
const WORDS_PER_MINUTE = 200;
const MINUTE = 60_000;

/** F30: from how many visible milliseconds on an article of this many words was read: a quarter of its reading time, 8 to 30 s. */
export const qualifiedReadMs = (words: number) =>
  Math.min(MOST_MS, Math.max(LEAST_MS, (PART * amount("The number of words", words) * MINUTE) / WORDS_PER_MINUTE));

export const isQualifiedRead = ({ activeMs, words }: { activeMs: number; words: number }) =>
  amount("The visible time", activeMs) >= qualifiedReadMs(words);
