import { readPasted } from "./pasted.ts";

const LONGEST = 200;
const LEAST_WORDS = 2;

/** What differs from one time to the next, and what stands for it. In this order: a time holds numbers, a path names. */
const DIFFERS: [RegExp, string][] = [
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s"'`)>\]]+/gi, "<url>"],
  [/[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+/g, "<mail>"],
  [
    /\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d|[A-Z]{3,4}))?)?/g,
    "<time>",
  ],
  [/\b\d\d?:\d\d:\d\d(?:[.,]\d+)?\b/g, "<time>"],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "<id>"],
  [/(?<![\w:])(?:[0-9a-f]{1,4}:){3,7}(?:[0-9a-f]{1,4}|:)(?![\w:])/gi, "<address>"],
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?\b/g, "<address>"],
  [/\b0x[0-9a-f]+\b/gi, "<id>"],
  [/(?:\b[a-z]:\\|\\\\)[^\s"'<>|:]+/gi, "<path>"],
  [/(?<![\w<>])(?:~|\.{1,2})?(?:\/[\w.@+-]+){2,}\/?/g, "<path>"],
  [/(?<![\w<>/.@-])[\w.@+-]{2,}(?:\/[\w.@+-]{2,})+/g, "<path>"],
  [/"[^"\n]*"|“[^”\n]*”|«[^»\n]*»|`[^`\n]*`|(?<!\w)'[^'\n]*'(?!\w)/g, "<name>"],
  [/\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,}\b/gi, "<id>"],
  [/\b(?=\w*\d)(?=\w*[a-z])\w*-[\w-]*\d[\w-]*\b/gi, "<id>"],
  [/[-+]?\d+(?:[.,]\d+)*(?:e[-+]?\d+)?/gi, "<number>"],
];

/** What a pasted error is known by, and its telling line itself, which tells apart what is known by the same. */
export type ReadError = { fingerprint: string; line: string };

/**
 * The fingerprint of a pasted error: its telling line, lower-case, up to 200 signs, with a place-holder wherever
 * something stands that differs from one time or one reader to the next: numbers, identifiers, addresses, times, paths
 * and quoted names. Two pastes of the same error have the same one, whatever surrounds the line.
 *
 * @param text what was pasted, of any length; the first 200 lines are looked at.
 * @returns the fingerprint, or null where no line tells what went wrong or nothing but place-holders is left of it.
 */
export const fingerprintOf = (text: string): string | null => readError(text)?.fingerprint ?? null;

/** The same with the line it was made of, up to 300 signs as they were pasted. */
export function readError(text: string): ReadError | null {
  const { line } = readPasted(text);
  if (line === null) return null;
  const fingerprint = normalised(line);
  const words = fingerprint.replace(/<\w+>/g, " ").match(/\p{L}{2,}/gu) ?? [];
  return words.length >= LEAST_WORDS ? { fingerprint, line } : null;
}

/** One line with its place-holders; doing it twice changes nothing. */
export function normalised(line: string): string {
  let text = line;
  for (const [pattern, word] of DIFFERS) text = text.replace(pattern, word);
  return text
    .toLowerCase()
    .replace(/(?:<number>[\s,]*){2,}/g, "<number> ")
    .replace(/\s+/g, " ")
    .replace(/[\s.:;,]+$/, "")
    .trim()
    .slice(0, LONGEST);
}
