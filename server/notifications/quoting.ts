/** A message without what it repeats. `quoted` is what stood below: the history, and the signature above it. */
export type Unquoted = { fresh: string; quoted: string };

const INTRODUCTIONS = [
  /^\s*-{2,}\s*(original message|ursprüngliche nachricht|message d'origine|mensaje original|forwarded message)\s*-{2,}\s*$/i,
  /^\s*_{20,}\s*$/,
  /^\s*(from|von|de|da|van):\s.{1,200}$/i,
];
const WROTE = /(wrote|schrieb|a écrit|escribió|ha scritto|schreef|skrev)\s*(?:[^:]{0,200}):\s*$/i;
const AFTER_FROM = /^\s*(sent|date|to|subject|gesendet|datum|an|betreff|envoyé|objet|à|enviado|asunto|para):\s/i;
const SIGNATURE = /^-- ?$/;

/**
 * Cuts where the quoting begins, but only when nothing of their own follows: who answers between the lines of what was
 * said keeps every line.
 */
export function unquote(text: string): Unquoted {
  const lines = text.split("\n");
  const at = firstQuoted(lines);
  if (at === null || isAnsweredBelow(lines, at)) return { fresh: text.trim(), quoted: "" };
  const fresh = lines.slice(0, at).join("\n").trim();
  return fresh === "" ? { fresh: text.trim(), quoted: "" } : { fresh, quoted: lines.slice(at).join("\n").trim() };
}

function firstQuoted(lines: string[]): number | null {
  for (const [at, line] of lines.entries()) {
    if (SIGNATURE.test(line) || line.startsWith(">")) return at;
    if (INTRODUCTIONS.slice(0, 2).some((one) => one.test(line)) && hasMore(lines, at)) return at;
    if (INTRODUCTIONS[2]?.test(line) && lines.slice(at + 1, at + 5).some((one) => AFTER_FROM.test(one))) return at;
    // Long introductions are broken over two lines.
    const both = `${line} ${lines[at + 1] ?? ""}`;
    if (WROTE.test(line) && quoteFollows(lines, at + 1)) return at;
    if (line.trim() !== "" && WROTE.test(both) && quoteFollows(lines, at + 2)) return at;
  }
  return null;
}

const hasMore = (lines: string[], at: number) => lines.slice(at + 1).some((line) => line.trim() !== "");

/** Programs that make text of HTML leave the signs out, so what follows an introduction at the end counts too. */
const quoteFollows = (lines: string[], from: number) =>
  lines
    .slice(from)
    .find((line) => line.trim() !== "")
    ?.startsWith(">") ?? false;

/** Something of their own after a line that was quoted with a sign. */
function isAnsweredBelow(lines: string[], at: number): boolean {
  const lastQuoted = lines.findLastIndex((line) => line.startsWith(">"));
  if (lastQuoted < at) return false;
  const below = lines.slice(lastQuoted + 1);
  const end = below.findIndex((line) => SIGNATURE.test(line));
  const isBelow = (end === -1 ? below : below.slice(0, end)).some((line) => line.trim() !== "");
  const between = lines.slice(at, lastQuoted).some((line, place) => isOwn(line, place, lines.slice(at)));
  return isBelow || between;
}

/** Neither quoted nor empty nor an introduction: they wrote it between the lines. */
function isOwn(line: string, place: number, lines: string[]): boolean {
  if (line.trim() === "" || line.startsWith(">") || SIGNATURE.test(line)) return false;
  const both = `${line} ${lines[place + 1] ?? ""}`;
  const before = `${lines[place - 1] ?? ""} ${line}`;
  return !(WROTE.test(line) || WROTE.test(both) || WROTE.test(before) || INTRODUCTIONS.some((one) => one.test(line)));
}
