import { createReadStream } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { parse } from "csv-parse";
import { KINDS, type Kind, type Read, readLine, readThing } from "./lines.ts";

/** What one line, or one row of a table, says, and where it stands. */
export type Reading = { file: string; number: number; read: Read };

const LONGEST_ROW = 1_000_000;

const NAMES: Record<string, Kind> = {
  people: "person",
  users: "person",
  tickets: "ticket",
  messages: "message",
  comments: "message",
  weeks: "week",
};

/** Line by line through all of the files; a table is read as if each row were such a line. */
export async function* readingsOf(files: readonly string[]): AsyncGenerator<Reading> {
  for (const file of files) yield* isTable(file) ? rowsOf(file) : linesOf(file);
}

const isTable = (file: string) => path.extname(file).toLowerCase() === ".csv";

async function* linesOf(file: string): AsyncGenerator<Reading> {
  let number = 0;
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (text.trim() !== "") yield { file, number, read: readLine(number === 1 ? text.replace(/^\uFEFF/, "") : text) };
  }
}

type Row = { record: Record<string, string>; info: { lines: number } };

async function* rowsOf(file: string): AsyncGenerator<Reading> {
  const kind = kindOf(file);
  const options = { columns: true, bom: true, info: true, skip_empty_lines: true, max_record_size: LONGEST_ROW };
  let number = 1;
  try {
    for await (const { record, info } of createReadStream(file).pipe(parse(options)) as AsyncIterable<Row>) {
      number = info.lines;
      yield { file, number, read: readThing(thingOf(record, kind), KINDS_OF_ROWS) };
    }
  } catch (error) {
    if (!(error instanceof Error && "code" in error && String(error.code).startsWith("CSV_"))) throw error;
    yield { file, number: number + 1, read: { ok: false, problem: `is no row of this table: ${error.message}` } };
  }
}

/** What readers did is too deep for a table. */
const KINDS_OF_ROWS = KINDS.filter((kind) => kind !== "event");

/** "tickets-2026.csv" holds tickets. */
function kindOf(file: string): Kind | undefined {
  const [first = ""] = path
    .basename(file)
    .toLowerCase()
    .split(/[^a-z]/);
  return NAMES[first] ?? KINDS.find((kind) => kind === first);
}

/** Cells that are empty say nothing; counts are counts. */
function thingOf(record: Record<string, string>, kind: Kind | undefined): Record<string, unknown> {
  const cells = Object.entries(record).filter(([, cell]) => cell.trim() !== "");
  const type = record.type ?? kind;
  const isCount = (name: string) => type === "week" && ["basic", "other", "exposure"].includes(name);
  const said = cells.map(([name, cell]) => [name.trim(), isCount(name) && /^\d+$/.test(cell) ? Number(cell) : cell]);
  return { ...(type === undefined ? {} : { type }), ...Object.fromEntries(said) };
}
