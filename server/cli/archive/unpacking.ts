import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { byCommandLine, recordDeed } from "#server/audit/trail.ts";
import { openContext } from "#server/context.ts";
import { holdMail } from "#server/notifications/holding.ts";
import type { Config } from "#server/platform/config.ts";
import { DATABASE_FILE } from "#server/platform/database/sqlite.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { Misuse } from "#server/platform/errors.ts";
import { syncFile, syncFolder } from "./disk.ts";
import { type Examined, examineFolder } from "./examining.ts";
import { hashOf, MANIFEST, type Manifest, manifestShape } from "./manifest.ts";
import { type Found, listTar, piecesOf, writeAll } from "./tar.ts";

const STAGING = ".restoring";

/**
 * Unpacks a backup into an empty data folder. Everything is compared with what the backup says of itself, and its mail
 * is held, before the data gets the place where a portal would find it.
 */
export async function unpackBackup(config: Config, file: string, tell: (line: string) => void): Promise<Manifest> {
  const manifest = readManifest(file);
  const staging = path.join(config.dataDir, STAGING);
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging, { recursive: true, mode: 0o700 });
  try {
    unpack(file, manifest, staging);
    compare(manifest, await examineFolder(config, staging));
    await holdEverything({ ...config, dataDir: staging, logLevel: "silent" }, manifest, tell);
    settle(staging, config.dataDir, manifest);
    return manifest;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** What an empty folder may hold: the lock of a portal that is not running, and what an earlier try left behind. */
export function refuseFull(dataDir: string): void {
  const isFolder = statSync(dataDir, { throwIfNoEntry: false })?.isDirectory();
  const held = isFolder
    ? readdirSync(dataDir).filter((name) => name !== STAGING && !name.startsWith("running.lock"))
    : [];
  if (held.length > 0)
    throw new Misuse(`${dataDir} is not empty. Restore into an empty folder: set DATA_DIR to another one.`);
}

function readManifest(file: string): Manifest {
  const entry = listTar(file).find(({ name }) => name === MANIFEST);
  const text = entry ? Buffer.concat([...piecesOf(file, entry.at, entry.bytes)]).toString("utf8") : "";
  const read = manifestShape.safeParse(parse(text));
  if (!read.success) throw new Misuse(`${file} is no backup that this version of Firstline can read.`, 1);
  return read.data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function unpack(file: string, { files }: Manifest, folder: string): void {
  const found = new Map(listTar(file).map((one) => [one.name, one]));
  for (const { name, bytes, sha256 } of files) {
    const one = found.get(name);
    if (one?.bytes !== bytes) throw new Misuse(`${file} lacks ${name}, or it has another size.`, 1);
    const target = path.join(folder, name);
    mkdirSync(path.dirname(target), { recursive: true, mode: 0o700 });
    writePart(file, one, target);
    if (hashOf(target) !== sha256) throw new Misuse(`${name} in ${file} is not what was backed up.`, 1);
  }
}

function writePart(file: string, { at, bytes }: Found, target: string): void {
  const out = openSync(target, "wx", 0o600);
  try {
    for (const piece of piecesOf(file, at, bytes)) writeAll(out, piece);
    fsyncSync(out);
  } finally {
    closeSync(out);
  }
}

function compare({ counts, audit }: Manifest, found: Examined): void {
  const other = Object.keys({ ...counts, ...found.counts }).find((table) => counts[table] !== found.counts[table]);
  if (other)
    throw new Misuse(`${other} has ${found.counts[other] ?? 0} rows; the backup says ${counts[other] ?? 0}.`, 1);
  if (audit.entries !== found.audit.entries || audit.head !== found.audit.head)
    throw new Misuse("The audit trail ends elsewhere than the backup says.", 1);
}

async function holdEverything(
  config: Config,
  { madeAt, audit }: Manifest,
  tell: (line: string) => void,
): Promise<void> {
  const opened = await openContext(config, tell);
  try {
    await inTransaction(opened.ctx, async (ctx) => {
      await holdMail(ctx);
      const data = { madeAt, entries: audit.entries };
      await recordDeed(ctx, { by: byCommandLine, action: "restored a backup", object: "portal", data });
    });
  } finally {
    await opened.close();
  }
}

/** The database comes last: without it there is no portal here yet. */
function settle(staging: string, dataDir: string, { files }: Manifest): void {
  syncFile(path.join(staging, DATABASE_FILE));
  const names = files.map(({ name }) => name).filter((name) => name !== DATABASE_FILE);
  for (const name of [...names, DATABASE_FILE]) {
    const target = path.join(dataDir, name);
    mkdirSync(path.dirname(target), { recursive: true, mode: 0o700 });
    renameSync(path.join(staging, name), target);
  }
  for (const folder of new Set(names.flatMap((name) => foldersOf(name)))) syncFolder(path.join(dataDir, folder));
  syncFolder(dataDir);
}

/** "files/ab/abc" lies in "files/ab", and that in "files". */
const foldersOf = (name: string): string[] =>
  name.split("/").flatMap((_part, place, parts) => (place === 0 ? [] : [parts.slice(0, place).join("/")]));
