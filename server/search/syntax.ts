import type { Phrase } from "./phrases.ts";
import { type Token, tokenize } from "./tokens.ts";

/** What somebody asked for, taken apart. Nothing of it can be wrong: what is no sign of ours is literal text. */
export type Asked = {
  text: string;
  /** Words in quotes: documents must hold them in this order. */
  phrases: Phrase[];
  /** The quotes may be part of a message: where nobody wrote it just so, its words may still answer. */
  isLoose: boolean;
  /** Words documents must not hold. */
  without: Token[];
  isTitleOnly: boolean;
  category: string | null;
  type: string | null;
};

export type Known = { categories: ReadonlySet<string>; types: ReadonlySet<string> };

const LONGEST_WITH_SIGNS = 200;
const MOST_PHRASES = 4;
const MOST_WITHOUT = 8;
/** A message quotes names: there, quotes are no wish of the reader's, unless they are around all of it. */
const QUOTED = /^\s*["“”][^"“”]+["“”]\s*$/;
const MESSAGE = /\b(error|fatal|exception|not|cannot|can't|denied|failed|violates|invalid|already|null)\b/i;

const NOTHING = { isLoose: false, isTitleOnly: false, category: null, type: null };

/**
 * Reads our own small syntax: "some words" in quotes, -word, in:title, type:how-to, category:install. Only short
 * texts of one line are read this way; a paste is taken as it is.
 *
 * @param known the categories and types there are; `type:` with any other value is literal text
 */
export function readSyntax(given: string, known: Known): Asked {
  const asked: Asked = { ...NOTHING, text: given, phrases: [], without: [] };
  if (given.length > LONGEST_WITH_SIGNS || given.includes("\n")) return asked;
  asked.isLoose = MESSAGE.test(given);
  const take = (pattern: RegExp, keep: (value: string) => string | null) => {
    asked.text = asked.text.replace(pattern, (whole: string, value: string) => keep(value) ?? whole);
  };
  take(/(?<!\S)in:(title)(?!\S)/gi, () => {
    asked.isTitleOnly = true;
    return " ";
  });
  take(/(?<!\S)category:([a-z0-9-]+)(?!\S)/gi, (value) => {
    if (!known.categories.has(value.toLowerCase())) return null;
    asked.category = value.toLowerCase();
    return " ";
  });
  take(/(?<!\S)type:([a-z-]+)(?!\S)/gi, (value) => {
    if (!known.types.has(value.toLowerCase())) return null;
    asked.type = value.toLowerCase();
    return " ";
  });
  if (!asked.isLoose || QUOTED.test(given))
    take(/(?<!\S)["“”]([^"“”]+)["“”](?!\S)/g, (value) => keepPhrase(asked, value));
  const plain = asked.text;
  take(/(?<!\S)-(\p{L}[\p{L}\p{N}_]{2,})(?!\S)/gu, (value) => keepWithout(asked, value));
  // Only things that are not wanted: then they were meant as they stand.
  if (asked.phrases.length === 0 && tokenize(asked.text).length === 0) return { ...asked, text: plain, without: [] };
  return asked;
}

/** The words of a phrase are searched for like others; that they stand together is asked besides. */
function keepPhrase(asked: Asked, value: string): string {
  const tokens = tokenize(value);
  if (tokens.length > 0 && asked.phrases.length < MOST_PHRASES) asked.phrases.push({ text: value, tokens });
  return ` ${value} `;
}

function keepWithout(asked: Asked, value: string): string | null {
  if (asked.without.length >= MOST_WITHOUT) return null;
  asked.without.push(...tokenize(value));
  return " ";
}
