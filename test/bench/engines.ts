import Database from "better-sqlite3";
import lunr from "lunr";
import MiniSearch from "minisearch";
import type { SearchDocument } from "#server/search/search.ts";

/** Other engines on the same articles, each asked in the way its own pages show. */
export type Peer = { name: string; find(words: string, limit: number): string[] };

const FIELDS = ["title", "errors", "terms", "headings", "summary", "body"] as const;
type Plain = Record<(typeof FIELDS)[number], string> & { id: string };

export const plain = ({ slug, title, errors, codes, terms, headings, summary, body }: SearchDocument): Plain => ({
  id: slug,
  title,
  errors: [...errors, ...codes].join("\n"),
  terms: terms.join("\n"),
  headings: headings.join("\n"),
  summary,
  body,
});

/** As it comes: its parser gets what was typed, and what it throws at is no result. */
export function lunrAsItComes(documents: SearchDocument[]): Peer {
  const index = lunr(function (this: lunr.Builder) {
    this.ref("id");
    for (const name of FIELDS) this.field(name);
    for (const document of documents) this.add(plain(document));
  });
  const find = (words: string, limit: number) => {
    try {
      return index
        .search(words)
        .slice(0, limit)
        .map(({ ref }) => ref);
    } catch {
      return [];
    }
  };
  return { name: "lunr", find };
}

export function miniSearch(documents: SearchDocument[]): Peer {
  const index = new MiniSearch<Plain>({ fields: [...FIELDS] });
  index.addAll(documents.map(plain));
  return {
    name: "MiniSearch",
    find: (words, limit) =>
      index
        .search(words)
        .slice(0, limit)
        .map(({ id }) => String(id)),
  };
}

/** Its best setting: stems, any word, the title at twice the weight, ranked first and excerpts cut afterwards. */
export function fts5(documents: SearchDocument[]): Peer & { close(): void } {
  const db = new Database(":memory:");
  db.exec(`create virtual table article using fts5(id unindexed, ${FIELDS.join(", ")}, tokenize = 'porter unicode61')`);
  const add = db.prepare(`insert into article values (@id, ${FIELDS.map((name) => `@${name}`).join(", ")})`);
  db.transaction(() => {
    for (const document of documents) add.run(plain(document));
  })();
  const ask = db.prepare(
    "select id, body from article where article match ? order by bm25(article, 0, 2, 1, 1, 1, 1, 1) limit ?",
  );
  const find = (words: string, limit: number) => {
    const terms = words.match(/[\p{L}\p{N}]+/gu)?.slice(0, 64) ?? [];
    if (terms.length === 0) return [];
    const rows = ask.all(terms.map((term) => `"${term}"`).join(" OR "), limit) as { id: string; body: string }[];
    return rows.map(({ id, body }) => (excerpt(body, terms) === "" ? id : id));
  };
  return { name: "FTS5", find, close: () => db.close() };
}

/** What a page of results needs besides: the first place where a word stands. */
function excerpt(body: string, terms: string[]): string {
  const text = body.toLowerCase();
  const place = Math.max(0, ...terms.map((term) => text.indexOf(term.toLowerCase())));
  return body.slice(Math.max(0, place - 60), place + 130);
}
