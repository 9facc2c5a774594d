import { type ReadError, readError } from "#server/search/fingerprint.ts";

const MOST = 100;

/** The errors an article is about: those it names, and the telling lines under its heading Symptom. Each once. */
export function errorsIn(html: string, named: readonly string[]): ReadError[] {
  const texts = [...named.map((error) => `ERROR:  ${error}`), ...blocksIn(symptomIn(html)).flatMap(linesOf)];
  const errors = texts.flatMap((text) => readError(text) ?? []).map((one) => ({ ...one, line: alike(one.line) }));
  return [...new Map(errors.map((one) => [`${one.fingerprint}\n${one.line}`, one])).values()].slice(0, MOST);
}

/** Capitals and spaces make no other error of it. */
export const alike = (line: string) => line.toLowerCase().replace(/\s+/g, " ").trim();

const symptomIn = (html: string) => /<h2 id="s-symptom">[\s\S]*?(?=<h2[ >]|$)/.exec(html)?.[0] ?? "";

const blocksIn = (html: string) =>
  [...html.matchAll(/<pre[^>]*>([\s\S]*?)<\/pre>/g)].map(([, block = ""]) => plain(block));

/** A block may show several errors, one below the other. */
const linesOf = (block: string) =>
  block.split("\n").filter((line) => /\b(?:error|fatal|panic|exception)\b/i.test(line));

const plain = (html: string) =>
  html
    .replace(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#34;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
