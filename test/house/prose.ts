/** The running text of an article: no code, no tables, no headings, no marks of Markdown. */
export function proseOf(body: string): string[] {
  const lines = body.replace(/^[ \t]*```[\s\S]*?^[ \t]*```/gm, "\n\n").split("\n");
  const paragraphs: string[] = [];
  let open = "";
  const close = () => {
    if (open.trim() !== "") paragraphs.push(open.trim());
    open = "";
  };
  for (const line of lines) {
    if (/^\s*(#|\||$)/.test(line)) close();
    else {
      if (/^\s*([-*]|\d+[.)])\s/.test(line)) close();
      open += ` ${line.replace(/^\s*(>|[-*]( \[[ x]\])?|\d+[.)])\s+/, "").trim()}`;
    }
  }
  close();
  return paragraphs.map(plain);
}

/** Code counts as one word, a link as its words. */
const plain = (text: string) =>
  text
    .replace(/`[^`]*`/g, "CODE")
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll("*", "");

/** Sentences end with a stop, a question or a colon before the next begins. */
export const sentencesOf = (paragraph: string): string[] =>
  paragraph
    .split(/(?<=[.!?:;])["”')]?\s+(?=[\p{Lu}\p{N}"“(])/u)
    .map((sentence) => sentence.trim())
    .filter(Boolean);

export const wordsOf = (sentence: string): number =>
  sentence.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
