import { stemOf } from "./stems.ts";
import { STOP_WORDS } from "./stop-words.ts";

/** One word of a text, as documents and queries both see it. */
export type Token = {
  /** What it is compared by: the stem of a word, an identifier as a whole (without what qualifies it). */
  term: string;
  /** As it was written, folded. */
  raw: string;
  /** Other forms of equal rank: an identifier with its qualifier, a hyphenated word in one. */
  also: string[];
  /** What an identifier is made of, stemmed. */
  parts: string[];
  /** Where it stands in the text, in UTF-16 units. */
  from: number;
  to: number;
};

type Form = { term: string; raw: string; also: string[]; parts: string[]; at: number; length: number };

const RUN = /[\p{L}\p{N}_$@#.][\p{L}\p{M}\p{N}_$@#+.:/\\'’‐‑-]*/gu;
const LONGEST = 80;
const MOST_KEPT = 60_000;
const kept = new Map<string, readonly Form[]>();

/** Lower case without accents and compatibility forms. */
export const fold = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * Cuts a text into words and identifiers. The same for documents and queries, so that what stands in a text is found
 * by what is typed. Stop words are left out.
 *
 * @param text any string
 * @param most how many tokens at most; the rest of the text is not looked at
 * @returns tokens in their order
 */
export function tokenize(text: string, most = Number.POSITIVE_INFINITY): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(RUN)) {
    for (const { at, length, ...form } of formsOf(match[0])) {
      if (tokens.length >= most) return tokens;
      const from = match.index + at;
      tokens.push({ ...form, from, to: from + length });
    }
  }
  return tokens;
}

/** A word of the vocabulary as a token. */
export function tokenOf(word: string): Token {
  const [token] = tokenize(word, 1);
  return token ?? { term: word, raw: word, also: [], parts: [], from: 0, to: word.length };
}

function formsOf(run: string): readonly Form[] {
  const known = kept.get(run);
  if (known) return known;
  const forms = analyse(run);
  if (kept.size >= MOST_KEPT) kept.clear();
  if (run.length <= LONGEST) kept.set(run, forms);
  return forms;
}

function analyse(given: string): Form[] {
  const run = given.slice(0, 2 * LONGEST);
  const before = /^[.$@#]*/.exec(run)?.[0] ?? "";
  const kernel = withoutEnd(run.slice(before.length));
  if (kernel === "") return [];
  // A dot, an at or a dollar in front belongs to a name (.env, @types), never to the end of a sentence.
  const isNamed = before.length === 1 && /^[\p{L}_]/u.test(kernel);
  const text = (isNamed ? before + kernel : kernel).slice(0, LONGEST);
  const at = before.length - (isNamed ? 1 : 0);
  if (/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Khmer}\p{sc=Lao}]/u.test(text)) return pairs(text, at);
  if (/^[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*$/u.test(text) && !isCamelCase(text)) return plainWord(text, at);
  if (/^[\p{L}\p{M}]+(?:[‐‑-][\p{L}\p{M}'’]+)+$/u.test(text)) return hyphenated(text, at);
  return [identifier(text, at)];
}

/** By hand: a pattern that looks for the end of a run would take the square of its length. */
function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && ".:/\\'’‐‑-".includes(text[end - 1] ?? " ")) end -= 1;
  return text.slice(0, end);
}

const isCamelCase = (text: string) => /\p{Ll}\p{Lu}/u.test(text);

function plainWord(text: string, at: number): Form[] {
  const raw = withoutApostrophes(fold(text));
  if (raw === "" || STOP_WORDS.has(raw)) return [];
  return [{ term: stemOf(raw), raw, also: [], parts: [], at, length: text.length }];
}

/** "doesn't exist" and "does not exist" are one message. */
function withoutApostrophes(word: string): string {
  const plain = word.replaceAll("’", "'");
  if (!plain.includes("'")) return plain;
  if (plain === "can't") return "cannot";
  if (plain.endsWith("n't")) return "not";
  return plain.replace(/'(?:s|d|m|ll|re|ve)$/, "").replaceAll("'", "");
}

/** Each word by itself, and all in one: read-only is found by "read only" and by "readonly". */
function hyphenated(text: string, at: number): Form[] {
  const forms: Form[] = [];
  for (const { 0: word, index } of text.matchAll(/[^‐‑-]+/gu)) forms.push(...plainWord(word, at + index));
  const [first] = forms;
  const joined = fold(text).replace(/[^\p{L}]/gu, "");
  if (first && forms.length > 1) forms[0] = { ...first, also: [stemOf(joined), joined] };
  return forms;
}

function identifier(text: string, at: number): Form {
  const raw = fold(text);
  const last = raw.split(/[/\\]+/).findLast((part) => part !== "") ?? raw;
  // A place in a file is no part of its name.
  const plain = last.replace(/^(.*[^\d.:].*?)(?::\d+)+$/, "$1");
  const name = isWhole(plain) ? plain : (plain.split(/[.:]+/).findLast((part) => part !== "") ?? plain);
  const term = name.length > 1 ? stemOf(name) : raw;
  const also = [raw, last, name].filter((form, place, all) => form !== term && all.indexOf(form) === place);
  const parts = partsOf(text).filter((part) => part !== term && !STOP_WORDS.has(part));
  return { term, raw: name.length > 1 ? name : raw, also, parts: [...new Set(parts)], at, length: text.length };
}

/** Versions, addresses and file names are not cut at their dots. */
const isWhole = (name: string) => /^v?\d[\d.:]*$/.test(name) || /^\.?[\w-]+\.(?!\d)\w{1,4}$/.test(name);

function partsOf(text: string): string[] {
  const spaced = text.replace(/(\p{Ll})(?=\p{Lu})/gu, "$1 ").replace(/(\p{Lu})(?=\p{Lu}\p{Ll})/gu, "$1 ");
  const parts = fold(spaced).match(/[\p{L}\p{N}]+/gu) ?? [];
  return parts.length > 1 ? parts.map(stemOf) : [];
}

/** Scripts without blanks between words: every two neighbouring signs are a word. */
function pairs(text: string, at: number): Form[] {
  const signs = [...text.matchAll(/\p{L}\p{M}*|\p{N}+/gu)];
  const forms = signs.map(({ 0: sign, index }, place): Form => {
    const next = signs[place + 1]?.[0] ?? "";
    const raw = fold(sign + next);
    return { term: raw, raw, also: [], parts: [], at: at + index, length: sign.length + next.length };
  });
  return forms.length > 1 ? forms.slice(0, -1) : forms;
}
