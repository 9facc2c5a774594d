import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from "node:crypto";
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import path from "node:path";
import type { Context } from "#server/platform/context.ts";
import { lastEntry } from "./store.ts";

const KEY_FILE = "audit-seal.key";
const SEAL_FILE = "audit-seals.ndjson";

/** What the newest entry was at a moment, signed with a key that is not in the database. */
export type Seal = { at: number; seq: number; hash: string; signature: string };

/** What lies beside the database for the trail, as far as there is anything yet: a backup takes it along. */
export const SEAL_FILES = [KEY_FILE, SEAL_FILE];

const files = new Map<string, KeyObject>();

function sealKey({ config }: Pick<Context, "config">): KeyObject {
  const file = path.join(config.dataDir, KEY_FILE);
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync("ed25519");
    writeFileSync(file, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600, flag: "wx" });
    files.delete(file);
  }
  const key = files.get(file) ?? createPrivateKey(readFileSync(file));
  files.set(file, key);
  return key;
}

const contentOf = ({ at, seq, hash }: Omit<Seal, "signature">) => Buffer.from(JSON.stringify([at, seq, hash]));

/**
 * Writes down the head of the chain where the database is not: in a file beside it and in the log, which may be kept
 * elsewhere. Whoever cuts off the end or brings back the database of yesterday cannot bring back these.
 */
export async function sealTrail(ctx: Context): Promise<boolean> {
  const head = await lastEntry(ctx.db);
  if (!head || head.seq === (readSeals(ctx).at(-1)?.seq ?? 0)) return false;
  const content = { at: ctx.clock.now(), seq: head.seq, hash: head.hash };
  const seal: Seal = { ...content, signature: sign(null, contentOf(content), sealKey(ctx)).toString("base64url") };
  const file = openSync(path.join(ctx.config.dataDir, SEAL_FILE), "a", 0o600);
  try {
    writeSync(file, `${JSON.stringify(seal)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  ctx.log.info({ seal }, "The audit trail was sealed.");
  return false;
}

export function readSeals({ config }: Pick<Context, "config">): Seal[] {
  const file = path.join(config.dataDir, SEAL_FILE);
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as Seal];
    } catch {
      // The last line of a machine that lost its power while writing.
      return [];
    }
  });
}

export const isGenuine = (ctx: Pick<Context, "config">, seal: Seal): boolean =>
  verify(null, contentOf(seal), createPublicKey(sealKey(ctx)), Buffer.from(seal.signature, "base64url"));
