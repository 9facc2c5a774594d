import { copyFileSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { SEAL_FILES } from "#server/audit/seals.ts";
import { placeOf } from "#server/files/disk.ts";
import { placeOfMail } from "#server/notifications/raw-mail.ts";
import type { Config } from "#server/platform/config.ts";
import { contentsNamed, copyOnline } from "#server/platform/database/snapshot.ts";
import { DATABASE_FILE } from "#server/platform/database/sqlite.ts";
import { Misuse } from "#server/platform/errors.ts";
import { KEY_FILE } from "#server/platform/keys.ts";
import { VERSION } from "#server/platform/version.ts";
import { syncFolder } from "./disk.ts";
import { examineFolder } from "./examining.ts";
import { describeFile, FORMAT, hashOf, MANIFEST, type Manifest, type Part } from "./manifest.ts";
import { listTar, writeTar } from "./tar.ts";

/** Copies the data beside the target, examines the copy, packs it, reads the pack again, and only then gives it its name. */
export async function packBackup(config: Config, file: string, now: number): Promise<Manifest> {
  const target = path.resolve(file);
  const work = mkdtempSync(`${target}.part-`);
  try {
    // Before the database: a seal may be older than what it is kept with, never newer.
    const beside = [KEY_FILE, ...SEAL_FILES].filter((name) => existsSync(path.join(config.dataDir, name)));
    for (const name of beside) copyFileSync(path.join(config.dataDir, name), path.join(work, name));
    await copyOnline(path.join(config.dataDir, DATABASE_FILE), path.join(work, DATABASE_FILE));
    const { sqlite, migrations, counts, audit } = await examineFolder(config, work);
    const own = [DATABASE_FILE, ...beside].map((name) => describeFile(name, path.join(work, name)));
    // Bytes under the name of their hash never change, so they are read where they lie.
    const named = contentsNamed(path.join(work, DATABASE_FILE));
    const contents = [
      ...named.files.map((sha256) => describeContent(config, placeOf(sha256), sha256)),
      ...named.mails.map((sha256) => describeContent(config, placeOfMail(sha256), sha256)),
    ];
    const files = [...own, ...contents];
    const madeAt = new Date(now).toISOString();
    const about = {
      format: FORMAT,
      firstline: VERSION,
      sqlite,
      madeAt,
      settings: settingsOf(config),
    } as const;
    const manifest: Manifest = { ...about, migrations, counts, audit, files };
    writeFileSync(path.join(work, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
    const packed = path.join(work, "backup.tar");
    const inWork = [MANIFEST, ...own.map(({ name }) => name)].map((name) => ({ name, file: path.join(work, name) }));
    const inPlace = contents.map(({ name }) => ({ name, file: path.join(config.dataDir, name) }));
    writeTar(packed, [...inWork, ...inPlace], now);
    readAgain(packed, manifest);
    refuseExisting(target);
    renameSync(packed, target);
    syncFolder(path.dirname(target));
    return manifest;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

export function refuseExisting(file: string): void {
  if (existsSync(file)) throw new Misuse(`${file} is there already. Give the backup another name.`);
}

function describeContent({ dataDir }: Config, name: string, sha256: string): Part {
  const file = path.join(dataDir, name);
  if (!existsSync(file)) throw new Misuse(`${file} is missing, though the database names it. Run it again.`, 1);
  const part = describeFile(name, file);
  if (part.sha256 !== sha256) throw new Misuse(`${file} is damaged: it does not hold what its name says.`, 1);
  return part;
}

function readAgain(file: string, { files }: Manifest): void {
  const found = new Map(listTar(file).map((one) => [one.name, one]));
  for (const { name, bytes, sha256 } of files) {
    const one = found.get(name);
    if (one?.bytes !== bytes || hashOf(file, one.at, one.bytes) !== sha256)
      throw new Misuse(`What was written is not what was read: ${name}. Look at the disk, and back up elsewhere.`, 1);
  }
}

function settingsOf({ baseUrl, host, mailFrom, publicKnowledge, trustedProxies }: Config): Manifest["settings"] {
  return {
    BASE_URL: baseUrl,
    HOST: host,
    MAIL_FROM: mailFrom,
    PUBLIC_KNOWLEDGE: publicKnowledge,
    TRUSTED_PROXIES: trustedProxies,
  };
}
