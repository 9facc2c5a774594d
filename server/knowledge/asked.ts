import { parseDocument, YAMLSeq } from "yaml";
import { fold, tokenize } from "#server/search/tokens.ts";

const LONGEST = 60;
const MOST_WORDS = 6;

/** What somebody typed, as a search term could be; null where it could not: a paste, a name of code, half a word. */
export function asTerm(text: string): string | null {
  const words = fold(text)
    .replace(/["“”*?!,;]+/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  if (text.includes("\n") || words.length < 3 || words.length > LONGEST || words.includes("[")) return null;
  const count = tokenize(words).length;
  return count >= 1 && count <= MOST_WORDS ? words : null;
}

/** Does the article say so already, in its title or its terms? */
export function isSaid(words: string, said: readonly string[]): boolean {
  const wanted = tokenize(words).map(({ term }) => term);
  return said.some((text) => {
    const own = new Set(tokenize(text).flatMap(({ term, also, parts }) => [term, ...also, ...parts]));
    return wanted.every((term) => own.has(term));
  });
}

/** The source with one more search term in its front matter; the rest of it stays as it was written. */
export function withTerm(source: string, term: string): string {
  const parts = /^(---[ \t]*\n)([\s\S]*?\n)(---[ \t]*(?:\n[\s\S]*)?)$/.exec(source.replaceAll("\r\n", "\n"));
  if (!parts) return source;
  const [, open = "", yaml = "", rest = ""] = parts;
  const document = parseDocument(yaml, { schema: "failsafe" });
  if (document.errors.length > 0) return source;
  const terms = document.get("terms");
  if (terms instanceof YAMLSeq) terms.add(term);
  else {
    const list = document.createNode(typeof terms === "string" && terms !== "" ? [terms, term] : [term]);
    list.flow = true;
    document.set("terms", list);
  }
  return `${open}${document.toString({ lineWidth: 0, flowCollectionPadding: false })}${rest}`;
}
