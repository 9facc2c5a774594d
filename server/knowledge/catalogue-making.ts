import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isSeq, parseDocument, stringify } from "yaml";
import { openForeign } from "#server/platform/database/foreign.ts";
import { Misuse } from "#server/platform/errors.ts";
import { isSlug } from "./article.ts";
import { CATALOGUE_FILE, type Catalogue, readCatalogue } from "./catalogue.ts";
import { readArticles } from "./checked.ts";
import { draftArticle } from "./draft-article.ts";
import { DRAFT_ENDING, readFolder } from "./files.ts";
import { type LiveFunction, liveFunctions } from "./live-functions.ts";

const LIMIT = 30_000;

export type MakeWishes = { url: string; folder: string; category: string; schemas: string[] | null };
export type Made = { functions: number; added: string[]; drafts: string[] };

/** Writes into a folder what a database's own functions ask to be documented. What is there already stays. */
export async function makeCatalogue({ url, folder, category, schemas }: MakeWishes): Promise<Made> {
  if (!isSlug(category))
    throw new Misuse(`"${category}" is no name for a category: lower case, hyphens between words.`);
  const read = readCatalogue(folder);
  if (!read.ok) throw new Misuse(`${path.join(folder, CATALOGUE_FILE)}: ${read.problem}`, 1);
  const database = await openForeign(url, LIMIT);
  const found = await liveFunctions(database, schemas).finally(() => database.close());
  const fresh = newFunctions(byName(found), read.catalogue);
  if (fresh.length > 0) writeCatalogue(folder, fresh);
  const drafts = writeDrafts(folder, category, undocumented(folder, byName(found)));
  return { functions: byName(found).length, added: fresh.map(({ called }) => called), drafts };
}

/** A name with everything that answers to it. */
type Named = { called: string; overloads: LiveFunction[] };

function byName(functions: LiveFunction[]): Named[] {
  const groups = Map.groupBy(functions, ({ schema, name }) => `${schema}.${name}`);
  return [...groups].map(([called, overloads]) => ({ called, overloads }));
}

function newFunctions(named: Named[], { groups }: Catalogue): Named[] {
  const known = new Set(groups.flatMap(({ entries }) => entries.flatMap((entry) => entry.function ?? [])));
  return named.filter(({ called }) => !known.has(called));
}

const idOf = (called: string) => `FN-${called}`;

/** One group per schema, behind what the file holds; its comments stay. */
function writeCatalogue(folder: string, fresh: Named[]): void {
  const file = path.join(folder, CATALOGUE_FILE);
  mkdirSync(folder, { recursive: true });
  const bySchema = Map.groupBy(fresh, ({ overloads }) => overloads[0]?.schema ?? "");
  const groups = [...bySchema].map(([schema, named]) => ({
    title: `Functions of ${schema}`,
    types: ["reference"],
    entries: named.map(({ called }) => ({ id: idOf(called), title: `${called}()`, function: called })),
  }));
  writeFileSync(file, existsSync(file) ? withGroups(readFileSync(file, "utf8"), groups) : stringify({ groups }));
}

/** Adds behind the groups that are there and leaves every other byte: comments and order are somebody's work. */
function withGroups(text: string, groups: object[]): string {
  const document = parseDocument(text);
  const listed = document.get("groups", true);
  if (isSeq(listed) && listed.range && !listed.flow && listed.items.length > 0) {
    const [start, end] = listed.range;
    const indent = " ".repeat(start - text.lastIndexOf("\n", start - 1) - 1);
    const added = stringify(groups).trimEnd().replaceAll(/^/gm, indent);
    return `${text.slice(0, end).trimEnd()}\n${added}\n${text.slice(end)}`;
  }
  for (const group of groups) document.addIn(["groups"], document.createNode(group));
  return document.toString({ lineWidth: 0 });
}

/** Those that no article is about yet, published in the folder or begun. */
function undocumented(folder: string, named: Named[]): Named[] {
  const { articles } = existsSync(folder) ? readArticles(readFolder(folder).files) : { articles: [] };
  const about = new Set(articles.filter(({ type }) => type === "reference").map((article) => article.function));
  return named.filter(({ called }) => !about.has(called));
}

function writeDrafts(folder: string, category: string, named: Named[]): string[] {
  mkdirSync(path.join(folder, category), { recursive: true });
  return named.flatMap(({ called, overloads }) => {
    const name = `${category}/${slugOf(called)}${DRAFT_ENDING}`;
    const file = path.join(folder, name);
    if (existsSync(file)) return [];
    writeFileSync(file, `${draftArticle(overloads, idOf(called))}\n`);
    return [name];
  });
}

const slugOf = (called: string) =>
  called
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 90);
