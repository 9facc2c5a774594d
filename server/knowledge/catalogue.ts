import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { ARTICLE_TYPES, type ArticleType } from "./article.ts";

export const CATALOGUE_FILE = "catalogue.yaml";

/** Something that must be documented. */
export type Entry = { id: string; title: string; function?: string | undefined };
/** Entries that ask for the same kinds of article. */
export type EntryGroup = { title: string; types: ArticleType[]; entries: Entry[] };
export type Catalogue = { groups: EntryGroup[]; sharedSignatures: string[] };

export type ReadCatalogue = { ok: true; catalogue: Catalogue } | { ok: false; problem: string };

const ENTRY = z.strictObject({
  id: z.string().min(1).max(140),
  title: z.string().min(1).max(200),
  function: z.string().min(1).max(140).optional(),
});

const CATALOGUE = z.strictObject({
  groups: z.array(
    z.strictObject({
      title: z.string().min(1).max(100),
      types: z.array(z.enum(ARTICLE_TYPES)).min(1),
      entries: z.array(ENTRY),
    }),
  ),
  shared_signatures: z.array(z.string().min(1)).default([]),
});

const NOTHING: Catalogue = { groups: [], sharedSignatures: [] };

/** Reads what a folder of articles is meant to document. A folder without a catalogue promises nothing. */
export function readCatalogue(folder: string): ReadCatalogue {
  const file = path.join(folder, CATALOGUE_FILE);
  if (!existsSync(file)) return { ok: true, catalogue: NOTHING };
  try {
    const read = CATALOGUE.safeParse(parse(readFileSync(file, "utf8"), { maxAliasCount: 10 }));
    if (!read.success) return { ok: false, problem: inWords(read.error.issues[0]) };
    const { groups, shared_signatures } = read.data;
    const twice = firstRepeated(groups.flatMap(({ entries }) => entries.map(({ id }) => id)));
    if (twice) return { ok: false, problem: `It lists ${twice} twice.` };
    return { ok: true, catalogue: { groups, sharedSignatures: shared_signatures } };
  } catch (error) {
    return {
      ok: false,
      problem: `It cannot be read: ${error instanceof Error ? error.message.split("\n")[0] : error}`,
    };
  }
}

/** Changes whenever the catalogue's file does. */
export const catalogueStamp = (folder: string): number =>
  statSync(path.join(folder, CATALOGUE_FILE), { throwIfNoEntry: false })?.mtimeMs ?? 0;

const inWords = (issue: z.core.$ZodIssue | undefined) =>
  `It is not a list of groups with title, types and entries: ${issue?.path.join(".")} ${issue?.message}.`;

function firstRepeated(ids: string[]): string | undefined {
  const seen = new Set<string>();
  return ids.find((id) => seen.size === seen.add(id).size);
}
