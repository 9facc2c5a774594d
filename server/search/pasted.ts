/** A pasted text, and what of it says most. */
export type Pasted = {
  /** The line that tells what went wrong, without time, place and level; null where there is none. */
  line: string | null;
  /** What else may help, at less weight: the text around it. */
  rest: string;
  /** Error codes beside the message. */
  codes: string[];
};

const LONG = 120;
const MOST_LINES = 200;
const MOST_LEVELS = 8;

const LEVEL =
  /(?:^|[\s\]):(])(?:[\w.]*(?:Error|Exception|Warning)|ERROR|error|FATAL|fatal|PANIC|panic)\b(?:\s*\([^)]*\))?\s*:\s*/;
/** Where a message ends and what surrounds it begins. */
const AROUND =
  /\s(?=(?:CONTEXT|STATEMENT|DETAIL|HINT|QUERY|LOCATION|Where|Hint|Detail|Position|Stack|Call Stack):\s)|\s(?=LINE \d+:)|\s(?=SQL state:)|\s+at (?=[\w.$<>[\]]+ ?\()|\s(?=PL\/pgSQL function\b)|\s(?=File ")/;
const CODE = /\b(?:(?=[0-9A-Z]*\d)[0-9A-Z]{5}|[A-Z]{2,8}[-_]\d{3,6}|E[A-Z]{3,})\b/g;

/** Long or of several lines: pasted, not typed. */
export const isPasted = (text: string): boolean => text.length > LONG || text.includes("\n") || LEVEL.test(text);

/**
 * Finds the telling line of a pasted error: the last message with a level in front of it (the cause stands below what
 * it caused), cut off before its context, without timestamp, file and line. Texts without any such line have none.
 */
export function readPasted(text: string): Pasted {
  const lines = text.split(/\r?\n/, MOST_LINES).flatMap((line) => line.split(AROUND));
  const place = tellingPlace(lines);
  const codes = [...new Set(text.match(CODE) ?? [])].slice(0, 4);
  if (place === -1) return { line: null, rest: text, codes };
  const line = cleaned(messageOf(lines[place] ?? ""));
  if (line === "") return { line: null, rest: text, codes };
  return { line, rest: lines.filter((_, other) => other !== place).join("\n"), codes };
}

function tellingPlace(lines: string[]): number {
  const errors = lines.map((line, place) => ({
    place,
    isError: LEVEL.test(` ${line}`),
    isCause: /^\s*caused by/i.test(line),
  }));
  const causes = errors.filter(({ isError, isCause }) => isError && isCause);
  return (causes.at(-1) ?? errors.find(({ isError }) => isError))?.place ?? -1;
}

/** What stands behind the last level; a level at the very end has nothing behind it. */
function messageOf(line: string): string {
  let message = line;
  for (let level = 0; level < MOST_LEVELS; level += 1) {
    const found = LEVEL.exec(` ${message}`);
    if (!found) break;
    const after = message.slice(found.index + found[0].length - 1);
    if (after.trim() === "") break;
    message = after;
  }
  return message;
}

const cleaned = (message: string): string =>
  message
    .replace(/^\s*\[?(?:[0-9A-Z]{5})\]?:?\s+/, "")
    .replace(/\s*\(?(?:code|SQLSTATE|errno|position)[:= ]+\w+\)?\s*$/i, "")
    .replace(/\s+SELECT\s.*$/s, "")
    .replace(/\s+\^.*$/s, "")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 300);
