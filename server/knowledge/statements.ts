/** What a statement may begin with where nothing is to be changed. */
const READING = ["select", "with", "values", "table", "explain", "show"];

/** These end the transaction around them, change who one is, or leave the database. They are never run. */
const NEVER =
  /^(begin|start|commit|end|rollback|abort|savepoint|release|prepare|execute|deallocate|set|reset|discard|copy|listen|unlisten|notify|load|do|call)\b/;

/** Functions that change who one is, or reach outside, from within a SELECT. */
const REACHING =
  /\b(set_config|dblink\w*|lo_export|lo_import|pg_read_\w*file|pg_terminate_backend|pg_cancel_backend)\b/;

/** Why a statement may not run; null when it may. */
export function refusal(statement: string, mayWrite: boolean): string | null {
  const text = withoutComments(statement).trim().toLowerCase();
  const [first = ""] = /^\(*\s*[a-z]+/.exec(text) ?? [];
  const word = first.replace(/[(\s]/g, "");
  if (NEVER.test(word)) return `${word.toUpperCase()} may not stand in a checked example.`;
  const reaching = REACHING.exec(text)?.[1];
  if (reaching) return `${reaching} may not stand in a checked example.`;
  if (/\bu&["']/.test(text)) return "Texts with Unicode escapes may not stand in a checked example.";
  if (mayWrite || READING.includes(word)) return null;
  return `${word === "" ? "This" : word.toUpperCase()} changes something; mark the example with writes.`;
}

/** The statements of a text, split where PostgreSQL would: not inside quotes, dollar quotes or comments. */
export function splitStatements(text: string): string[] {
  const statements: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; ) {
    if (text[at] === ";") {
      statements.push(text.slice(from, at));
      from = at + 1;
      at = from;
    } else at = Math.max(at + 1, endOfOpaque(text, at));
  }
  statements.push(text.slice(from));
  return statements.map((statement) => statement.trim()).filter((one) => withoutComments(one).trim() !== "");
}

/** What comments say is not run. */
function withoutComments(text: string): string {
  let kept = "";
  for (let at = 0; at < text.length; ) {
    const end = endOfOpaque(text, at);
    if (end <= at) kept += text[at++];
    else {
      kept += isComment(text, at) ? " " : text.slice(at, end);
      at = end;
    }
  }
  return kept;
}

const isComment = (text: string, at: number) => text.startsWith("--", at) || text.startsWith("/*", at);

/** Where the quote or comment that begins here ends; 0 when none begins here. */
function endOfOpaque(text: string, at: number): number {
  const rest = text.slice(at);
  if (rest.startsWith("--")) return orEnd(text, text.indexOf("\n", at), 1);
  if (rest.startsWith("/*")) return endOfComment(text, at);
  if (rest.startsWith("'") || rest.startsWith('"'))
    return endOfQuote(text, at, /(^|\W)e$/i.test(text.slice(Math.max(0, at - 2), at)));
  const [tag] = /^\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/.exec(rest) ?? [];
  const isInsideWord = /[\w$\u0080-\uffff]$/.test(text.slice(Math.max(0, at - 1), at));
  return tag && !isInsideWord ? orEnd(text, text.indexOf(tag, at + tag.length), tag.length) : 0;
}

const orEnd = (text: string, found: number, length: number) => (found === -1 ? text.length : found + length);

/** Comments of this kind nest. */
function endOfComment(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const two = text.slice(at, at + 2);
    if (two === "/*" || two === "*/") {
      depth += two === "/*" ? 1 : -1;
      at += 1;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}

/** A doubled quote does not end it, and in E'' neither does one after a backslash. */
function endOfQuote(text: string, from: number, hasEscapes: boolean): number {
  const quote = text[from] as string;
  for (let at = from + 1; at < text.length; at++) {
    if (hasEscapes && text[at] === "\\") at += 1;
    else if (text[at] === quote && text[at + 1] === quote) at += 1;
    else if (text[at] === quote) return at + 1;
  }
  return text.length;
}
