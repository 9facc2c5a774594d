import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import type { SynonymGroup } from "#server/search/search.ts";
import type { Problem } from "./files.ts";

export const SYNONYMS_FILE = "synonyms.yaml";

const words = z.string().trim().min(1).max(60);
const oneOrMore = z.preprocess((value) => (typeof value === "string" ? [value] : value), z.array(words).min(1).max(30));
const GROUP = z.union([
  z.array(words).min(2).max(30),
  z.strictObject({ from: oneOrMore, to: oneOrMore }).refine(({ from, to }) => from.length * to.length <= 100),
]);
const MOST_GROUPS = 2000;

export type ReadSynonyms = { groups: SynonymGroup[]; problems: Problem[] };

/**
 * Words for the same thing, as writers keep them beside the articles. Each entry is read by itself: one that cannot be
 * read is said by its place and never costs the others. A folder without the file has none.
 */
export function readSynonyms(folder: string): ReadSynonyms {
  try {
    return readGroups(synonymsText(folder));
  } catch (error) {
    return refused(`The synonyms cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

const refused = (reason: string): ReadSynonyms => ({ groups: [], problems: [{ file: SYNONYMS_FILE, reason }] });

/** The file as its writers see it; empty where there is none. */
export function synonymsText(folder: string): string {
  try {
    return readFileSync(path.join(folder, SYNONYMS_FILE), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

/** The groups of such a text. */
export function readGroups(text: string): ReadSynonyms {
  const problems: Problem[] = [];
  if (text.trim() === "") return { groups: [], problems };
  let given: unknown;
  try {
    given = parse(text, { maxAliasCount: 10, schema: "failsafe" });
  } catch (error) {
    return refused(`The synonyms cannot be read: ${error instanceof Error ? error.message.split("\n")[0] : error}`);
  }
  if (!Array.isArray(given) || given.length > MOST_GROUPS)
    return refused("It is no list of groups: lines like - [undo, revert], or - from: and to:.");
  const unreadable: number[] = [];
  const groups = given.flatMap((entry, place): SynonymGroup[] => {
    const read = GROUP.safeParse(entry);
    if (!read.success) unreadable.push(place + 1);
    else return [Array.isArray(read.data) ? { words: read.data } : read.data];
    return [];
  });
  if (unreadable.length > 0)
    problems.push({ file: SYNONYMS_FILE, reason: `No group of words: entry ${unreadable.slice(0, 10).join(", ")}.` });
  return { groups, problems };
}
