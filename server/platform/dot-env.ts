import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseEnv } from "node:util";
import { Misuse } from "./errors.ts";

export type Environment = Record<string, string | undefined>;

/** The settings in the file `.env` of a folder, if it has one. A name that is none of the known is a slip, and said. */
export function readDotEnv(directory: string, known: readonly string[]): Environment {
  const file = path.join(directory, ".env");
  if (!existsSync(file)) return {};
  const values = parseEnv(readFileSync(file, "utf8")) as Environment;
  const unknown = Object.keys(values).find((name) => !known.includes(name) && name !== "NODE_ENV");
  if (unknown)
    throw new Misuse(`${file} sets ${unknown}, which is not a setting of Firstline. Known: ${known.join(", ")}.`);
  return values;
}
