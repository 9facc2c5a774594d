const MOST = 10_000;
const SHOWN = 80;

/** What somebody searched for, fit to be worked on: whatever arrives, it is a bounded, storable text. */
export function readWords(given: unknown): string {
  const text = Array.isArray(given) ? given[0] : given;
  if (typeof text !== "string") return "";
  // The search field has one line; its script turns line ends of what is pasted into this sign.
  return text.slice(0, MOST).toWellFormed().replaceAll("\u0000", "").replaceAll(" ⏎ ", "\n").trim();
}

/** Short enough to stand in a sentence. */
export function shorten(words: string): string {
  const line = words.replace(/\s+/g, " ");
  return line.length <= SHOWN ? line : `${[...line.slice(0, SHOWN)].slice(0, -1).join("").trimEnd()}…`;
}

/** As much of it as an address may carry; the whole of it was searched. */
export const inAddress = (words: string) => encodeURIComponent(words.slice(0, 300).toWellFormed());

const VIA = /^(search|suggest|related|ask)-([1-9]\d?)$/;
export type Via = { list: string; rank: number };

/** From which list, and from which place in it, somebody came to an article. */
export function readVia(given: unknown): Via | null {
  const [, list, rank] = (typeof given === "string" && VIA.exec(given)) || [];
  return list ? { list, rank: Number(rank) } : null;
}

/** The end of an article's address that carries the search along. */
export function trail(words: string, list: string, rank: number): string {
  const via = rank <= 99 ? `via=${list}-${rank}` : "";
  const parts = [words === "" ? "" : `q=${inAddress(words)}`, via].filter(Boolean);
  return parts.length > 0 ? `?${parts.join("&")}` : "";
}

/** Where "Ask support" leads: the article and the words come along. */
export function askAddress(words: string, slug = ""): string {
  const parts = [slug === "" ? "" : `from=${slug}`, words === "" ? "" : `q=${inAddress(words)}`].filter(Boolean);
  return parts.length > 0 ? `/ask?${parts.join("&")}` : "/ask";
}
