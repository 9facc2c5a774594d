import { hash } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Segment } from "./segment.ts";

const NAME = "search-index.bin";
const ARRAYS = { Uint8Array, Uint16Array, Uint32Array } as const;
type ArrayName = keyof typeof ARRAYS;
type Head = {
  madeBy: string;
  checksum: string;
  size: number;
  arrays: { name: string; kind: ArrayName; length: number }[];
};

/** What decides how documents are laid out. There is no build step, so the code itself is its own version. */
const MAKERS = ["tokens", "stop-words", "stems", "fields", "counting", "segment", "segment-file", "letters"];
let version: string | null = null;

function madeBy(): string {
  const sources = () => MAKERS.map((name) => readFileSync(path.join(import.meta.dirname, `${name}.ts`), "utf8")).join();
  version ??= hash("sha1", sources(), "base64url");
  return version;
}

/** Keeps a segment for the next start. Whole or not at all: it is written beside and then put in its place. */
export function keepSegment(directory: string, segment: Segment): void {
  const { size, ...arrays } = segment;
  const entries = Object.entries(arrays);
  const body = Buffer.concat(entries.map(([, array]) => padded(array)));
  const head: Head = {
    madeBy: madeBy(),
    checksum: hash("sha1", body, "base64url"),
    size,
    arrays: entries.map(([name, array]) => ({ name, kind: array.constructor.name as ArrayName, length: array.length })),
  };
  const line = Buffer.from(`${JSON.stringify(head)}\n`);
  const place = path.join(directory, NAME);
  const beside = `${place}.${process.pid}.new`;
  writeFileSync(beside, Buffer.concat([line, body]));
  renameSync(beside, place);
}

/** Each array begins at a multiple of four, as its numbers want it. */
function padded(array: Uint8Array | Uint16Array | Uint32Array): Buffer {
  const bytes = Buffer.from(array.buffer, array.byteOffset, array.byteLength);
  return Buffer.concat([bytes, Buffer.alloc(paddingOf(bytes.length))]);
}

const paddingOf = (length: number) => (4 - (length % 4)) % 4;

/** The segment that was kept, if it is whole and was made by this very code; else null, and it will be made anew. */
export function keptSegment(directory: string): Segment | null {
  try {
    const file = readFileSync(path.join(directory, NAME));
    const end = file.indexOf(10);
    const head: Head = JSON.parse(file.toString("utf8", 0, end));
    const body = new Uint8Array(file.subarray(end + 1));
    if (head.madeBy !== madeBy() || head.checksum !== hash("sha1", body, "base64url")) return null;
    return unpack(head, body.buffer);
  } catch {
    // Not there, or not whole: the articles themselves are in the database.
    return null;
  }
}

function unpack({ size, arrays }: Head, buffer: ArrayBuffer): Segment {
  const fields: Record<string, unknown> = { size };
  let at = 0;
  for (const { name, kind, length } of arrays) {
    const array = new ARRAYS[kind](buffer, at, length);
    fields[name] = array;
    at += array.byteLength + paddingOf(array.byteLength);
  }
  return fields as Segment;
}
