import type { SafeHtml } from "#server/platform/html.ts";
import { randomToken } from "#server/platform/keys.ts";
import { renderMarkdown } from "#server/platform/markdown.ts";

export const LONGEST_SUBJECT = 150;
export const LONGEST_BODY = 20_000;

/** A message as it was typed and as it is read. Drawn before the transaction that keeps it. */
export type Written = { body: string; html: SafeHtml };

export function writeDown(body: string): Written {
  // Two messages on one page may have equal headings; their anchors must not meet.
  const prefix = `m${randomToken().slice(0, 8)}-`;
  return { body, html: renderMarkdown(asMarkdown(body), { prefix }).html };
}

const FENCE = /^ {0,3}(```|~~~)/;

/** People type lines and paste logs. Lines stay lines, and what looks like output becomes code; Markdown still works. */
export function asMarkdown(text: string): string {
  const blocks: string[] = [];
  let fence: string | null = null;
  let lines: string[] = [];
  const close = () => {
    if (lines.length > 0) blocks.push(fence === null ? drawBlock(lines) : lines.join("\n"));
    lines = [];
  };
  for (const line of text.split("\n")) {
    const mark = FENCE.exec(line)?.[1] ?? null;
    if (fence === null && mark !== null) {
      close();
      fence = mark;
      lines.push(line);
    } else if (fence !== null && mark === fence) {
      lines.push(line);
      close();
      fence = null;
    } else if (fence === null && line.trim() === "") close();
    else lines.push(line);
  }
  close();
  return blocks.join("\n\n");
}

function drawBlock(lines: string[]): string {
  if (looksLikeOutput(lines)) return ["```", ...lines, "```"].join("\n");
  // Two spaces at the end are Markdown's line break.
  return lines.map((line) => `${line}  `).join("\n");
}

const OUTPUT = [
  /^\s+at \S/,
  /^(\[?\d{4}-\d\d-\d\d|\[?\d\d:\d\d:\d\d)/,
  /^\[?(ERROR|WARN(ING)?|FATAL|PANIC|DETAIL|HINT|CONTEXT|STATEMENT|NOTICE|LOG|INFO|DEBUG|TRACE|LINE \d+)\b\]?\s*[:[(\d]/,
  /^(Traceback|Caused by:|psql:|npm (ERR|error)!?|[\w.]+(Error|Exception)\b:?)/,
  /^(\$|>>>|\w*=[#>]) \S/,
  /^( {4}|\t)\S/,
  /^[{}[\]();,\s]+$/,
];
const WRITTEN = /^\s*([-*+>]|\d+[.)]|#{1,6}) /;

/** One telling line in two is enough: traces have lines that could be anything. */
function looksLikeOutput(lines: string[]): boolean {
  if (lines.some((line) => WRITTEN.test(line) && !/^\s{4,}/.test(line))) return false;
  const telling = lines.filter((line) => OUTPUT.some((pattern) => pattern.test(line))).length;
  return telling > 0 && telling * 2 >= lines.length;
}
