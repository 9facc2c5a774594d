import { createHash, type Hash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { access, type FileHandle, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";
import type { Context } from "#server/platform/context.ts";
import { syncFolder } from "#server/platform/sync-folder.ts";

/** The folder in the data folder that holds the bytes of every file, each under the hash of what it says. */
export const FILES_FOLDER = "files";
const INCOMING = "incoming";
/** So much of the beginning says what a file is. */
const SNIFFED = 1024;

type Place = Pick<Context, "config">;

/** Bytes that are safe on the disk and have no name yet. */
export type Arrived = { draft: string; sha256: string; size: number; start: Buffer };

/** "files/ab/abcdef…": from the data folder, with slashes on every system. */
export const placeOf = (sha256: string) => `${FILES_FOLDER}/${sha256.slice(0, 2)}/${sha256}`;

const incomingOf = ({ config }: Place) => path.join(config.dataDir, FILES_FOLDER, INCOMING);
export const contentOnDisk = ({ config }: Place, sha256: string) => path.join(config.dataDir, placeOf(sha256));
/** Of a picture, what is shown of it. It can be drawn again at any time, so no backup holds it. */
export const pictureOnDisk = (ctx: Place, sha256: string) => `${contentOnDisk(ctx, sha256)}.webp`;

/** A name for what is not whole yet. */
export async function draftOnDisk(ctx: Place): Promise<string> {
  const folder = incomingOf(ctx);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return path.join(folder, randomUUID());
}

/** Writes bytes while they arrive, never whole in memory. */
export async function writeArriving(ctx: Place, bytes: Readable): Promise<Arrived> {
  const draft = await draftOnDisk(ctx);
  try {
    return { draft, ...(await writeDraft(draft, bytes)) };
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function writeDraft(draft: string, bytes: Readable): Promise<Omit<Arrived, "draft">> {
  const hash = createHash("sha256");
  const file = await open(draft, "wx", 0o600);
  try {
    const { size, start } = await pour(bytes, file, hash);
    await file.sync();
    return { sha256: hash.digest("hex"), size, start };
  } finally {
    await file.close();
  }
}

async function pour(bytes: Readable, file: FileHandle, hash: Hash) {
  let size = 0;
  let start: Buffer = Buffer.alloc(0);
  for await (const piece of bytes as AsyncIterable<Buffer>) {
    if (start.length < SNIFFED) start = Buffer.concat([start, piece.subarray(0, SNIFFED)]);
    hash.update(piece);
    await file.appendFile(piece);
    size += piece.length;
  }
  return { size, start };
}

/** Gives it the name of its hash, and comes back when the name is on the disk too. What is there already is the same. */
export async function settle(ctx: Place, { draft, sha256 }: Arrived): Promise<void> {
  const target = contentOnDisk(ctx, sha256);
  const folder = path.dirname(target);
  if (await isThere(target)) return rm(draft, { force: true });
  const made = await mkdir(folder, { recursive: true, mode: 0o700 });
  await rename(draft, target);
  await syncFolder(folder);
  if (made !== undefined) await syncFolder(path.dirname(folder));
}

export const isThere = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );

export const readContent = (ctx: Place, sha256: string): Readable => createReadStream(contentOnDisk(ctx, sha256));

export async function dropContent(ctx: Place, sha256: string): Promise<void> {
  await rm(pictureOnDisk(ctx, sha256), { force: true });
  await rm(contentOnDisk(ctx, sha256), { force: true });
}

export const dropDraft = ({ draft }: Arrived): Promise<void> => rm(draft, { force: true });

/** The contents in one of the folders, by hash; there are 256 of them. */
export const contentsIn = async (ctx: Place, folder: number): Promise<string[]> =>
  (await namesIn(path.join(ctx.config.dataDir, FILES_FOLDER, folder.toString(16).padStart(2, "0")))).filter((name) =>
    /^[0-9a-f]{64}$/.test(name),
  );

/** What a crash left half written. */
export async function dropDraftsBefore(ctx: Place, moment: number): Promise<void> {
  for (const name of await namesIn(incomingOf(ctx))) {
    const file = path.join(incomingOf(ctx), name);
    const facts = await stat(file).catch(() => null);
    if (facts && facts.mtimeMs < moment) await rm(file, { force: true });
  }
}

const namesIn = (folder: string): Promise<string[]> =>
  readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
