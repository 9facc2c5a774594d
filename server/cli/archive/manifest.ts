import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { z } from "zod";
import { counted } from "#server/cli/counted.ts";
import { piecesOf } from "./tar.ts";

export const MANIFEST = "manifest.json";
export const FORMAT = 1;

const part = z.object({
  name: z.string().regex(/^\w[\w.-]*(\/\w[\w.-]*)*$/),
  bytes: z.number().int().min(0),
  sha256: z.string(),
});

/** What a backup says of itself; everything in it is compared when it is made and when it is restored. */
export const manifestShape = z.object({
  format: z.literal(FORMAT),
  firstline: z.string(),
  sqlite: z.string(),
  madeAt: z.iso.datetime(),
  /** The settings it ran with, without those that hold a password. */
  settings: z.record(z.string(), z.union([z.string(), z.boolean(), z.array(z.string())])),
  migrations: z.array(z.string()).min(1),
  counts: z.record(z.string(), z.number()),
  audit: z.object({ entries: z.number().int(), head: z.string().nullable() }),
  files: z.array(part).min(2),
});

export type Manifest = z.infer<typeof manifestShape>;
export type Part = z.infer<typeof part>;

/** What is in it, for people. */
export const contentsInWords = ({ counts }: Manifest): string =>
  [
    counted(counts.ticket ?? 0, "ticket"),
    counted(counts.article ?? 0, "article"),
    counted(counts.person ?? 0, "person", "people"),
  ].join(", ");

export function hashOf(file: string, at = 0, bytes = statSync(file).size): string {
  const hash = createHash("sha256");
  for (const piece of piecesOf(file, at, bytes)) hash.update(piece);
  return hash.digest("hex");
}

export const describeFile = (name: string, file: string): Part => ({
  name,
  bytes: statSync(file).size,
  sha256: hashOf(file),
});
