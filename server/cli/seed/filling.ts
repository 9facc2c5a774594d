import type { Dice } from "./dice.ts";
import { ERRORS, OBJECTS, PLACES, THINGS } from "./phrases.ts";

/** Words that go together: one function, one table, one error, one place. */
export type Matter = { thing: string; object: string; place: string; code: string; error: string };

export function someMatter({ pick, favour }: Dice): Matter {
  const [code, text] = favour(ERRORS);
  const [thing, object, place] = [favour(THINGS), pick(OBJECTS), pick(PLACES)];
  return { thing, object, place, code, error: fill(text, { thing, object, place, code, error: "" }) };
}

/** Puts the words of a matter into a sentence; a place that begins one begins with a capital. */
export function fill(sentence: string, matter: Matter): string {
  return sentence
    .replace(/(^|[.?!] )\{place\}/g, (_whole, before: string) => before + capital(matter.place))
    .replace(/\{(\w+)\}/g, (_whole, word: string) => matter[word as keyof Matter]);
}

const capital = (text: string) => (text[0] ?? "").toUpperCase() + text.slice(1);
