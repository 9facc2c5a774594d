import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Misuse } from "./errors.ts";

/** Purposes get keys of their own, so that a token made for one can never be used for another. */
export type Purpose =
  | "csrf"
  | "flash"
  | "device"
  | "audit"
  | "link"
  | "journal"
  | "page"
  | "unsubscribe"
  | "feed"
  | "rating"
  | "webhook"
  | "mail";

export type Keys = {
  sign(purpose: Purpose, text: string): string;
  matches(purpose: Purpose, text: string, signature: string): boolean;
};

export const KEY_FILE = "secret.key";

/** The portal's own secret: made on first start, kept beside the data, readable by its owner only. */
export function openKeys(dataDir: string): Keys {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = path.join(dataDir, KEY_FILE);
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString("base64url"), { mode: 0o600, flag: "wx" });
  const master = Buffer.from(readFileSync(file, "utf8").trim(), "base64url");
  if (master.length < 32)
    throw new Misuse(`${file} is shorter than 256 bits. Restore it from a backup, or delete it to make a new one.`);
  return keysFrom(master);
}

export function keysFrom(master: Buffer): Keys {
  const derived = new Map<Purpose, Buffer>();
  const keyFor = (purpose: Purpose) => {
    const key = derived.get(purpose) ?? Buffer.from(hkdfSync("sha256", master, "", `firstline:${purpose}`, 32));
    derived.set(purpose, key);
    return key;
  };
  const sign = (purpose: Purpose, text: string) =>
    createHmac("sha256", keyFor(purpose)).update(text).digest("base64url");
  return { sign, matches: (purpose, text, signature) => sameText(sign(purpose, text), signature) };
}

/** 256 bits nobody can guess, fit for a cookie or a link. */
export const randomToken = () => randomBytes(32).toString("base64url");

/** What is stored instead of a token: a thief of the database cannot sign in with it. */
export const hashToken = (token: string) => createHash("sha256").update(token).digest("base64url");

export function sameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length > 0 && a.length === b.length && timingSafeEqual(a, b);
}
