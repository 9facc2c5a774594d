import type { Context } from "#server/platform/context.ts";
import type { Database } from "#server/platform/database/database.ts";
import { sayIfLong } from "#server/platform/waiting.ts";
import { openSearchIndex, type SearchAnswer, type SearchDocument, type SearchIndex } from "#server/search/search.ts";
import { pathsOf } from "./address-store.ts";
import type { Facts } from "./article.ts";
import { importArticles, redrawOld } from "./importing.ts";
import { searchedAfter, searchedOne, searchedSince } from "./search-store.ts";
import { learnStandings } from "./standing.ts";
import { readSynonyms } from "./synonyms.ts";
import { knowledgeVersion } from "./version.ts";

/** Up to so many changed articles are put into the index one by one; more are cheaper in one go. */
const FEW = 100;
const BATCH = 200;

/** How far the index has followed the articles. */
export type Library = {
  version: number;
  following: Promise<void>;
  /** Addresses that were asked for a moment ago and are not there, waiting to be counted. */
  missing: Map<string, number>;
  /** What is near which text, until the index changes; the same question is looked at again and again. */
  near: Map<string, string[]>;
};

declare module "#server/platform/context.ts" {
  interface Context {
    search: SearchIndex;
    library: Library;
  }
}

/** An index that finds nothing: for commands that do not search, and until the library is opened. */
export function closedLibrary(): Pick<Context, "search" | "library"> {
  const facets = { categories: [], types: [] };
  const nothing: SearchAnswer = {
    results: [],
    total: 0,
    answered: false,
    isLikely: false,
    reducedTo: null,
    alsoSearched: [],
    didYouMean: null,
    facets,
  };
  const search: SearchIndex = {
    search: () => nothing,
    similar: () => [],
    neighbours: () => [],
    rebuild: async () => {},
    put: () => {},
    remove: () => {},
    learnSynonyms: () => {},
    learnStandings: () => {},
    close: async () => {},
  };
  return { search, library: { version: 0, following: Promise.resolve(), missing: new Map(), near: new Map() } };
}

/** Brings in the articles that lie as files, and opens the search over everything published. */
export async function openLibrary(ctx: Context, say: (line: string) => void): Promise<void> {
  await importArticles(ctx, ctx.config.knowledgeDir, say);
  await redrawOld(ctx, say);
  await sayIfLong(say, "Building the search index.", () => openSearch(ctx));
}

/** The search alone, over what is published already. */
export async function openSearch(ctx: Context): Promise<void> {
  // Read before the articles: what changes meanwhile is put in twice, never missed.
  ctx.library.version = await knowledgeVersion(ctx);
  ctx.search = await openSearchIndex({
    source: () => everything(ctx.db),
    directory: ctx.config.dataDir,
    synonyms: readSynonyms(ctx.config.knowledgeDir).groups,
    onTrouble: (error) => ctx.log.error({ err: error }, "The search index could not be made anew."),
  });
  await learnStandings(ctx);
}

/**
 * Lets the index follow what has changed, here or by a command beside us. Two at once go one after the other. What was
 * saved is saved: an index that cannot follow is a line in the log and tries again.
 */
export function keepInStep(ctx: Context): Promise<void> {
  const next = ctx.library.following.then(() => follow(ctx));
  ctx.library.following = next.catch((error) => ctx.log.error({ err: error }, "The search index could not follow."));
  return ctx.library.following;
}

/** The job: somebody may have brought in articles on the command line. */
export async function followChanges(ctx: Context): Promise<boolean> {
  await keepInStep(ctx);
  return false;
}

/** After the folder was read: writers may have taught it new words for the same thing. */
export function relearnSynonyms(ctx: Context): void {
  ctx.search.learnSynonyms(readSynonyms(ctx.config.knowledgeDir).groups);
  ctx.library.near.clear();
}

async function follow(ctx: Context): Promise<void> {
  const version = await knowledgeVersion(ctx);
  if (version === ctx.library.version) return;
  const changed = await searchedSince(ctx.db, ctx.library.version, FEW + 1);
  if (changed.length > FEW) makeAnew(ctx, ctx.library.version);
  else
    for (const row of await withOldSlugs(ctx, changed)) {
      if (row.archived_at === null) ctx.search.put(toDocument(row));
      else ctx.search.remove(row.slug);
    }
  ctx.library.version = version;
  ctx.library.near.clear();
}

/** In the background: whoever saves an article meanwhile does not wait for thousands of others. */
function makeAnew(ctx: Context, before: number): void {
  const fail = (error: unknown) => {
    if (ctx.isStopping) return;
    ctx.log.error({ err: error }, "The search index could not be made anew.");
    ctx.library.version = before;
  };
  ctx.search.rebuild().then(() => ctx.library.near.clear(), fail);
}

/** An article that moved must not stay findable under the address it had. */
async function withOldSlugs(ctx: Context, changed: Row[]): Promise<Row[]> {
  const paths =
    changed.length === 0
      ? []
      : await pathsOf(
          ctx.db,
          changed.map(({ id }) => id),
        );
  for (const { path } of paths) ctx.search.remove(path.replace("/articles/", ""));
  return changed;
}

/** Every article as the search takes it. */
export async function* everything(db: Database): AsyncGenerator<SearchDocument[]> {
  for (let last = 0; ; ) {
    const rows = await searchedAfter(db, last, BATCH);
    yield rows.map(toDocument);
    if (rows.length < BATCH) return;
    last = rows.at(-1)?.id ?? last;
  }
}

/** One article as the search takes it; undefined where none of this name is published. */
export async function oneDocument(db: Database, slug: string): Promise<SearchDocument | undefined> {
  const row = await searchedOne(db, slug);
  return row && toDocument(row);
}

type Row = Awaited<ReturnType<typeof searchedAfter>>[number];

function toDocument(row: Row): SearchDocument {
  const { errors, codes, terms, function: about }: Facts = JSON.parse(row.facts);
  const outline: { text: string }[] = JSON.parse(row.outline);
  const { slug, title, summary, category, type, audience } = row;
  const headings = outline.map(({ text }) => text);
  const said = { slug, title, summary, category, type, audience, headings, body: row.search_text };
  return { ...said, errors, codes, terms, function: about };
}
