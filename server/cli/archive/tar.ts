import { closeSync, fsyncSync, openSync, readSync, statSync, writeSync } from "node:fs";
import { Misuse } from "#server/platform/errors.ts";

/** The plain old archive every system can open (POSIX ustar): a backup is no secret format. */

const BLOCK = 512;
const PIECE = 1024 * 1024;
/** Sizes have eleven octal digits; larger ones are written in binary, as GNU tar does. */
const OCTAL_END = 8 ** 11;

export type Entry = { name: string; file: string };
export type Found = { name: string; bytes: number; at: number };

/** Writes the files one after the other and comes back when they are on the disk. */
export function writeTar(file: string, entries: readonly Entry[], modifiedAt: number): void {
  const out = openSync(file, "wx", 0o600);
  try {
    for (const { name, file: source } of entries) {
      const { size } = statSync(source);
      writeSync(out, headerFor(name, size, modifiedAt));
      for (const piece of piecesOf(source, 0, size)) writeAll(out, piece);
      writeSync(out, Buffer.alloc(paddingOf(size)));
    }
    writeSync(out, Buffer.alloc(2 * BLOCK));
    fsyncSync(out);
  } finally {
    closeSync(out);
  }
}

/** What an archive holds, and where. */
export function listTar(file: string): Found[] {
  const { size } = statSync(file);
  const source = openSync(file, "r");
  const found: Found[] = [];
  try {
    for (let at = 0; at + BLOCK <= size; ) {
      const header = Buffer.alloc(BLOCK);
      readSync(source, header, 0, BLOCK, at);
      if (header.every((byte) => byte === 0)) return found;
      if (checksumOf(header) !== Number.parseInt(text(header, 148, 8), 8)) break;
      const bytes = sizeIn(header);
      found.push({ name: text(header, 0, 100), bytes, at: at + BLOCK });
      at += BLOCK + bytes + paddingOf(bytes);
    }
  } finally {
    closeSync(source);
  }
  throw new Misuse(`${file} is no backup of Firstline, or it was cut off or changed on its way.`, 1);
}

/** The bytes of a part of a file, in pieces that fit into memory. */
export function* piecesOf(file: string, at: number, bytes: number): Generator<Buffer> {
  const source = openSync(file, "r");
  try {
    for (let done = 0; done < bytes; ) {
      const piece = Buffer.alloc(Math.min(PIECE, bytes - done));
      const read = readSync(source, piece, 0, piece.length, at + done);
      if (read === 0) throw new Misuse(`${file} ends too early.`, 1);
      yield piece.subarray(0, read);
      done += read;
    }
  } finally {
    closeSync(source);
  }
}

export function writeAll(out: number, piece: Buffer): void {
  for (let done = 0; done < piece.length; ) done += writeSync(out, piece, done);
}

const paddingOf = (size: number) => (BLOCK - (size % BLOCK)) % BLOCK;

const text = (header: Buffer, at: number, length: number) =>
  header.toString("latin1", at, at + length).replace(/[\0 ].*$/s, "");

function sizeIn(header: Buffer): number {
  if ((header[124] ?? 0) & 0x80) return Number(header.readBigUInt64BE(128));
  return Number.parseInt(text(header, 124, 12), 8);
}

function headerFor(name: string, size: number, modifiedAt: number): Buffer {
  const header = Buffer.alloc(BLOCK);
  const octal = (at: number, length: number, value: number) =>
    header.write(`${value.toString(8).padStart(length - 1, "0")}\0`, at, "latin1");
  header.write(name, 0, 100, "latin1");
  octal(100, 8, 0o600);
  octal(108, 8, 0);
  octal(116, 8, 0);
  if (size < OCTAL_END) octal(124, 12, size);
  else {
    header[124] = 0x80;
    header.writeBigUInt64BE(BigInt(size), 128);
  }
  octal(136, 12, Math.floor(modifiedAt / 1000));
  header.write("0", 156, "latin1");
  header.write("ustar\u000000", 257, "latin1");
  header.write(`${checksumOf(header).toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return header;
}

/** The sum of all bytes, with its own place counted as spaces. */
function checksumOf(header: Buffer): number {
  let sum = 0;
  for (const [at, byte] of header.entries()) sum += at >= 148 && at < 156 ? 32 : byte;
  return sum;
}
