import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { Context } from "#server/platform/context.ts";
import { syncFolder } from "#server/platform/sync-folder.ts";

/** The folder in the data folder that holds every message as it came, each under the hash of its bytes. */
export const MAIL_FOLDER = "mail";

type Place = Pick<Context, "config">;

/** "mail/ab/abcdef…": from the data folder, with slashes on every system. */
export const placeOfMail = (sha256: string) => `${MAIL_FOLDER}/${sha256.slice(0, 2)}/${sha256}`;

const onDisk = ({ config }: Place, sha256: string) => path.join(config.dataDir, placeOfMail(sha256));

/** Comes back when the bytes and their name are on the disk, so that the row that leads to them may be written. */
export async function writeRaw(ctx: Place, raw: Uint8Array): Promise<string> {
  const sha256 = createHash("sha256").update(raw).digest("hex");
  const target = onDisk(ctx, sha256);
  if (await isThere(target, raw.length)) return sha256;
  const folder = path.dirname(target);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = `${target}.${randomUUID()}`;
  try {
    await writeWhole(draft, raw);
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  for (const one of [folder, path.dirname(folder), ctx.config.dataDir]) await syncFolder(one);
  return sha256;
}

async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  const draft = await open(file, "wx", 0o600);
  try {
    await draft.writeFile(bytes);
    await draft.sync();
  } finally {
    await draft.close();
  }
}

const isThere = (file: string, size: number) =>
  stat(file).then(
    (facts) => facts.size === size,
    () => false,
  );

export const readRaw = (ctx: Place, sha256: string): Promise<Uint8Array> => readFile(onDisk(ctx, sha256));

export const dropRaw = (ctx: Place, sha256: string): Promise<void> => rm(onDisk(ctx, sha256), { force: true });
