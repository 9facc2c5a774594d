/** A block of SQL its author marked as a check: ```sql check, and what is expected of it. */
export type Example = {
  /** Which of the article's marked blocks it is, from 1. */
  place: number;
  statement: string;
  /** The SQLSTATE it must end with, for articles about what is broken. */
  fails: string | null;
  /** How many rows its last statement must give. */
  rows: number | null;
  /** A schema, or schema.function, without which it says nothing. */
  needs: string | null;
  /** It changes something; what it does is taken back like everything else. */
  writes: boolean;
};

export type FoundExamples = { examples: Example[]; problems: string[] };

const OPENING = /^([ \t]*)```sql check\b(.*)$/;

/** Finds the marked blocks of an article. */
export function findExamples(source: string): FoundExamples {
  const lines = source.replaceAll("\r\n", "\n").split("\n");
  const examples: Example[] = [];
  const problems: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const opening = OPENING.exec(lines[at] as string);
    if (!opening) continue;
    const [, indent = "", marks = ""] = opening;
    const length = lines.slice(at + 1).findIndex((line) => /^[ \t]*```[ \t]*$/.test(line));
    const body = lines.slice(at + 1, length === -1 ? lines.length : at + 1 + length);
    const place = examples.length + 1;
    const read = readMarks(marks);
    if ("problem" in read) problems.push(`Its example ${place} is marked with ${read.problem}.`);
    const statement = body.map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line)).join("\n");
    examples.push({ place, statement: statement.trim(), ...("problem" in read ? NOTHING : read) });
    at += body.length;
  }
  return { examples, problems };
}

type Marks = Omit<Example, "place" | "statement">;
const NOTHING: Marks = { fails: null, rows: null, needs: null, writes: false };

function readMarks(text: string): Marks | { problem: string } {
  const words = text.trim().split(/\s+/).filter(Boolean);
  const marks: Marks = { ...NOTHING };
  while (words.length > 0) {
    const word = words.shift();
    const value = word === "writes" ? "" : (words.shift() ?? "");
    if (word === "writes") marks.writes = true;
    else if (word === "fails" && /^[0-9A-Z]{5}$/.test(value)) marks.fails = value;
    else if (word === "rows" && /^\d{1,6}$/.test(value)) marks.rows = Number(value);
    else if (word === "needs" && /^[a-z_]\w*(\.[a-z_]\w*)?$/.test(value)) marks.needs = value;
    else return { problem: `"${[word, value].filter(Boolean).join(" ")}", which nothing is known by` };
  }
  return marks;
}
