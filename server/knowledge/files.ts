import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { hasIcon } from "#server/http/icons.ts";
import { isSlug } from "./article.ts";
import { hashOf } from "./drawing.ts";

export type FoundFile = { name: string; slug: string; category: string; source: string; hash: string };
export type Shelf = { slug: string; title: string; summary: string; icon: string; position: number };
export type Problem = { file: string; reason: string };
export type Folder = {
  files: FoundFile[];
  /** Every slug that has a file, readable or not: what cannot be read today is not gone. */
  present: Set<string>;
  shelves: Shelf[];
  problems: Problem[];
};

const MOST_BYTES = 1_000_000;
const SHELVES_FILE = "categories.yaml";

/** An article that is not finished; it waits beside the others and is not read. */
export const DRAFT_ENDING = ".draft.md";

const SHELVES = z.array(
  z.object({
    slug: z.string().refine(isSlug),
    title: z.string().min(1).max(100),
    summary: z.string().max(200).default(""),
    icon: z.string().max(40).default("book"),
  }),
);

/** Reads a folder of `<category>/<slug>.md`. What cannot be read is said by name; it never stops the rest. */
export function readFolder(folder: string): Folder {
  const problems: Problem[] = [];
  const listed = readShelves(folder, problems);
  const files: FoundFile[] = [];
  const taken = new Map<string, string>();
  const names = markdownBelow(folder, problems);
  for (const name of names) {
    const found = readOne(folder, name, problems);
    if (!found) continue;
    const other = taken.get(found.slug);
    if (other)
      problems.push({ file: name, reason: `${other} has the same name; an article's address may exist once only.` });
    else files.push(found);
    taken.set(found.slug, other ?? name);
  }
  const present = new Set(names.map((name) => path.basename(name, ".md")));
  return { files, present, shelves: [...listed, ...unlisted(files, listed)], problems };
}

function readShelves(folder: string, problems: Problem[]): Shelf[] {
  try {
    const shelves = SHELVES.parse(parse(readFileSync(path.join(folder, SHELVES_FILE), "utf8"), { maxAliasCount: 10 }));
    return shelves.map((shelf, position) => ({ ...shelf, icon: hasIcon(shelf.icon) ? shelf.icon : "book", position }));
  } catch {
    problems.push({
      file: SHELVES_FILE,
      reason:
        "It is not there, or is not a list of slug, title, summary and icon. Categories are named after their folders.",
    });
    return [];
  }
}

/** Folders nobody listed become shelves at the end, so that their articles are not lost. */
function unlisted(files: FoundFile[], listed: Shelf[]): Shelf[] {
  const known = new Set(listed.map((shelf) => shelf.slug));
  const others = [...new Set(files.map((file) => file.category))].filter((slug) => !known.has(slug)).sort();
  return others.map((slug, place) => ({
    slug,
    title: titleOf(slug),
    summary: "",
    icon: "book",
    position: listed.length + place,
  }));
}

const titleOf = (slug: string) => (slug[0] ?? "").toUpperCase() + slug.slice(1).replaceAll("-", " ");

function markdownBelow(folder: string, problems: Problem[]): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter(
      (entry) => entry.isFile() && entry.name.endsWith(".md") && !entry.name.endsWith(DRAFT_ENDING),
    );
    return files
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
      .sort();
  } catch (error) {
    problems.push({
      file: folder,
      reason: `The folder cannot be read: ${error instanceof Error ? error.message : error}`,
    });
    return [];
  }
}

export const fileFor = (category: string, slug: string, source: string): FoundFile => ({
  name: `${category}/${slug}.md`,
  slug,
  category,
  source,
  hash: hashOf(category, source),
});

function readOne(folder: string, name: string, problems: Problem[]): FoundFile | null {
  const [category = "", file = "", ...deeper] = name.split("/");
  if (file === "") return null;
  const slug = file.slice(0, -".md".length);
  const refuse = (reason: string) => {
    problems.push({ file: name, reason });
    return null;
  };
  if (deeper.length > 0) return refuse("Articles lie directly in the folder of their category.");
  if (!isSlug(category) || !isSlug(slug))
    return refuse("Names of folders and files are lower case, with hyphens between words.");
  try {
    const bytes = readFileSync(path.join(folder, name));
    if (bytes.length > MOST_BYTES) return refuse("The file is larger than 1 MB.");
    const source = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return fileFor(category, slug, source);
  } catch (error) {
    return refuse(
      error instanceof TypeError
        ? "The file is not UTF-8 text."
        : `The file cannot be read: ${(error as Error).message}`,
    );
  }
}
