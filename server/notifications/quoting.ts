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

/** Longer lines are no introductions, and looking through them would take long. */
const LONGEST_INTRODUCTION = 400;

function firstQuoted(lines: string[]): number | null {
  for (const [at, line] of lines.entries()) {
    if (SIGNATURE.test(line) || line.startsWith(">")) return at;
    if (line.length > LONGEST_INTRODUCTION || line.trim() === "") continue;
    if (INTRODUCTIONS.slice(0, 2).some((one) => one.test(line)) && nextWritten(lines, at + 1) !== null) return at;
    if (INTRODUCTIONS[2]?.test(line) && lines.slice(at + 1, at + 5).some((one) => AFTER_FROM.test(one))) return at;
    // Long introductions are broken over two lines.
    if (WROTE.test(line) && quoteFollows(lines, at + 1)) return at;
    if (WROTE.test(withNext(lines, at)) && quoteFollows(lines, at + 2)) return at;
  }
  return null;
}

const withNext = (lines: string[], at: number) =>
  `${lines[at] ?? ""} ${lines[at + 1] ?? ""}`.slice(0, LONGEST_INTRODUCTION);

/** The first line from here that is not empty; it is near, or there is none. */
function nextWritten(lines: string[], from: number): string | null {
  for (let at = from; at < lines.length; at += 1) if (lines[at]?.trim() !== "") return lines[at] ?? null;
  return null;
}

const quoteFollows = (lines: string[], from: number) => nextWritten(lines, from)?.startsWith(">") ?? false;

/** Something of their own after a line that was quoted with a sign. */
function isAnsweredBelow(lines: string[], at: number): boolean {
  const lastQuoted = lines.findLastIndex((line) => line.startsWith(">"));
  if (lastQuoted < at) return false;
  const below = lines.slice(lastQuoted + 1);
  const end = below.findIndex((line) => SIGNATURE.test(line));
  const isBelow = (end === -1 ? below : below.slice(0, end)).some((line) => line.trim() !== "");
  return isBelow || lines.slice(at, lastQuoted).some((_line, place) => isOwn(lines, at + place));
}

/** Neither quoted nor empty nor an introduction: they wrote it between the lines. */
function isOwn(lines: string[], at: number): boolean {
  const line = lines[at] ?? "";
  if (line.trim() === "" || line.startsWith(">") || SIGNATURE.test(line)) return false;
  if (line.length > LONGEST_INTRODUCTION) return true;
  const isIntroduction = WROTE.test(line) || WROTE.test(withNext(lines, at)) || WROTE.test(withNext(lines, at - 1));
  return !(isIntroduction || INTRODUCTIONS.some((one) => one.test(line)));
}
