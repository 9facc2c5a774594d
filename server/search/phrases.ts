import { bodyOf, cardOf } from "./held.ts";
import { fold, type Token } from "./tokens.ts";
import type { SegmentView } from "./view.ts";

/** Words in quotes: documents must hold the tokens side by side; the text has the words that are no tokens too. */
export type Phrase = { text: string; tokens: Token[] };

const even = (text: string) => fold(text).replace(/\s+/g, " ").trim();

/** Makes the question whether a document says all of it to the letter; capitals, accents and line breaks aside. */
export function verbatim(phrases: Phrase[]): (at: SegmentView, document: number) => boolean {
  const wanted = phrases.map(({ text }) => even(text));
  if (wanted.length === 0) return () => false;
  return ({ held }, document) => {
    const { title, summary, errors, terms } = cardOf(held, document);
    const said = even([title, summary, ...errors, ...terms, bodyOf(held, document)].join("\n"));
    return wanted.every((text) => said.includes(text));
  };
}
