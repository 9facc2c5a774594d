import { type RawBuilder, sql } from "kysely";
import type { Database } from "./database.ts";
import { engineOf } from "./engine.ts";
import { withinTime } from "./within-time.ts";

export type TextQuery = {
  /** Plain words; all of them must be there, the last one may be the beginning of a word. */
  words: readonly string[];
  /** Any of these. Empty: whatever its scope. */
  scopes: readonly string[];
  below: number;
  limit: number;
  /** The last one is a whole word, too. */
  isWhole?: boolean;
  /** Once nobody waits for the answer, the database need not look any further. */
  signal?: AbortSignal | undefined;
};

/**
 * The ids of texts that hold these words, highest first. By age, not by rank: ranking two very common words among a
 * million texts took 170 ms and more, the newest fifty of them take less than one.
 */
export async function findTexts(db: Database, index: string, query: TextQuery): Promise<number[]> {
  if (query.words.length === 0 && query.scopes.length === 0) return [];
  const whole = await look(db, index, { ...query, isWhole: true });
  // A word that stands in enough texts as it was typed is one. All texts with its beginning would have to be gathered
  // before the newest are known: 14 ms more among a million.
  return whole.length >= query.limit || query.isWhole || !isBeginning(query) ? whole : look(db, index, query);
}

/** Of a letter or two nearly every text holds the beginning, except where few letters are a word. */
const isBeginning = ({ words }: TextQuery): boolean => !/^[a-z0-9]{0,2}$/.test(words.at(-1) ?? "");

async function look(db: Database, index: string, query: TextQuery): Promise<number[]> {
  if (engineOf(db) === "sqlite" || db.isTransaction) return inOrder(db, index, query);
  return withinTime(db, (within) => asGuessed(within, index, query), query.signal);
}

async function asGuessed(db: Database, index: string, query: TextQuery): Promise<number[]> {
  const newest = (await guessed(db, index, query)) < MANY ? [] : await amongNewest(db, index, query);
  return newest.length >= query.limit ? newest : gathered(db, index, query);
}

/**
 * In how many texts PostgreSQL thinks the rarest of the words stands: it knows the usual words by the statistics it
 * keeps. Left alone it walked through all the texts of 40,000 tickets for a word that none of them held (a page took
 * 166 ms; now 18). Of several words together it thinks far too little, since words that belong together stand together.
 */
async function guessed(db: Database, index: string, query: TextQuery): Promise<number> {
  const { words, scopes, isWhole = false } = query;
  const parts = words.map((word, place): TextQuery => {
    const isLast = place === words.length - 1;
    return { ...query, words: [word], scopes: [], isWhole: isWhole || !isLast };
  });
  if (scopes.length > 0) parts.push({ ...query, words: [] });
  const each = parts.map((part) => sql`select rowid from ${sql.table(index)} where ${matches(db, index, part)}`);
  return Math.min(...(await guessedEach(db, sql.join(each, sql` union all `))));
}

/** What stands in many texts is met soon on the way down from the newest: no index has to say where else it stands. */
async function amongNewest(db: Database, index: string, query: TextQuery): Promise<number[]> {
  const { rows } = await sql<{ rowid: number }>`
    select rowid from (
      select rowid, words from ${sql.table(index)} where rowid < ${query.below} order by rowid desc limit ${NEWEST}
    ) as newest where ${matches(db, index, query)} order by rowid desc limit ${query.limit}
  `.execute(db);
  return rows.map(({ rowid }) => Number(rowid));
}

/** What stands in few is asked of the index, all of it, and then sorted. */
async function gathered(db: Database, index: string, query: TextQuery): Promise<number[]> {
  const { rows } = await sql<{ rowid: number }>`
    with found as materialized (select rowid from ${sql.table(index)} where ${matches(db, index, query)})
    select rowid from found where rowid < ${query.below} order by rowid desc limit ${query.limit}
  `.execute(db);
  return rows.map(({ rowid }) => Number(rowid));
}

/** What stands nowhere need not be looked for among the 85,000 texts of somebody who asks much (0.3 ms). */
async function inOrder(db: Database, index: string, query: TextQuery): Promise<number[]> {
  if (query.words.length > 0 && query.scopes.length > 0) {
    const anywhere = { ...query, scopes: [], limit: 1 };
    if ((await inOrder(db, index, anywhere)).length === 0) return [];
  }
  const { rows } = await sql<{ rowid: number }>`
    select rowid from ${sql.table(index)} where ${matches(db, index, query)} and rowid < ${query.below}
    order by rowid desc limit ${query.limit}
  `.execute(db);
  return rows.map(({ rowid }) => Number(rowid));
}

/**
 * For each of these words up to `most` of the texts it stands in, whichever. Words that PostgreSQL knows to stand in
 * very many are left out: gathering where `branch` stands among 400,000 texts took 9 ms.
 */
export async function textsWithWords(
  db: Database,
  index: string,
  words: readonly string[],
  most: number,
): Promise<Map<string, number[]>> {
  if (words.length === 0) return new Map();
  if (engineOf(db) === "sqlite") return textsOfEach(db, index, words, most);
  const guesses = await guessedEach(db, eachWord(db, index, words, most));
  const rare = words.filter((_word, place) => (guesses[place] ?? 0) < MANY);
  if (rare.length === 0) return new Map();
  return withinTime(db, async (within) => {
    await sql`select ${sql.join(WALKING.map((way) => sql`set_config(${way}, 'off', true)`))}`.execute(within);
    return textsOfEach(within, index, rare, most);
  });
}

/** A few places of a word are found sooner by its index, whatever the planner hopes of walking. */
const WALKING = ["enable_seqscan", "enable_indexscan", "enable_indexonlyscan"];

const eachWord = (db: Database, index: string, words: readonly string[], most: number) =>
  sql.join(
    words.map((word, place) => {
      const query = { words: [word], scopes: [], below: 0, limit: most, isWhole: true };
      return sql`select * from (select ${sql.lit(place)} as place, rowid from ${sql.table(index)} where ${matches(db, index, query)} limit ${most}) as ${sql.ref(`texts${place}`)}`;
    }),
    sql` union all `,
  );

async function textsOfEach(db: Database, index: string, words: readonly string[], most: number) {
  const found = new Map<string, number[]>(words.map((word) => [word, []]));
  const { rows } = await sql<{ place: number; rowid: number }>`${eachWord(db, index, words, most)}`.execute(db);
  for (const { place, rowid } of rows) found.get(words[Number(place)] ?? "")?.push(Number(rowid));
  return found;
}

type Plan = { "Relation Name"?: string; "Plan Rows": number; Plans?: Plan[] };
type Explained = { "QUERY PLAN": { Plan: Plan }[] };

async function guessedEach(db: Database, query: RawBuilder<unknown>): Promise<number[]> {
  const { rows } = await sql<Explained>`explain (format json) ${query}`.execute(db);
  const leaves = (plan: Plan): number[] =>
    plan["Relation Name"] ? [plan["Plan Rows"]] : (plan.Plans ?? []).flatMap(leaves);
  return rows[0]?.["QUERY PLAN"][0] ? leaves(rows[0]["QUERY PLAN"][0].Plan) : [];
}

const matches = (db: Database, index: string, query: TextQuery) =>
  engineOf(db) === "sqlite"
    ? sql`${sql.table(index)} match ${inFts5(query)}`
    : sql`words @@ ${inTsquery(query)}::tsquery`;

/** Gathering so many takes as long as walking past a hundred times as many as a page shows. */
const MANY = 5000;
/** Looking at one costs about three microseconds. */
const NEWEST = 20_000;

const inFts5 = ({ words, scopes, isWhole = false }: TextQuery): string => {
  const texts = words.map((word, place) => `"${word}"${place === words.length - 1 && !isWhole ? "*" : ""}`);
  return [
    texts.length > 0 ? `(words : (${texts.join(" AND ")}))` : "",
    scopes.length > 0 ? `(scope : (${scopes.map((scope) => `"${scope}"`).join(" OR ")}))` : "",
  ]
    .filter(Boolean)
    .join(" AND ");
};

const inTsquery = ({ words, scopes, isWhole = false }: TextQuery): string => {
  const texts = words.map((word, place) => `'${word}'${place === words.length - 1 && !isWhole ? ":*" : ""}`);
  const some = scopes.map((scope) => `':${scope}'`).join(" | ");
  return [...texts, some === "" ? "" : `(${some})`].filter(Boolean).join(" & ");
};
