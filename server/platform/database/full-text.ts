import { sql } from "kysely";
import { busy } from "#server/platform/errors.ts";
import type { Database } from "./database.ts";
import { engineOf } from "./engine.ts";
import { type MigrationDb, run } from "./schema.ts";

/** One source of an index: a table whose rows each become one text. All three are SQL over `new`. */
type Source = {
  table: string;
  /** A number of its own for each text; results come in its order, highest first. */
  id: string;
  /** One word nobody can type that says who may find it. */
  scope: string;
  text: string;
};

/**
 * Makes an index over texts, kept by the database itself whenever a row is written: FTS5 on SQLite, a tsvector with GIN
 * on PostgreSQL. Both know words alike: without case and accents, cut at everything that is no letter and no digit.
 */
export async function makeFullText(db: MigrationDb, index: string): Promise<void> {
  if (engineOf(db) === "sqlite")
    return run(
      db,
      `create virtual table ${index} using fts5(scope, words, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2")`,
    );
  await run(db, `create table ${index} (rowid bigint primary key, words tsvector not null)`);
  await run(db, `create index ${index}_words on ${index} using gin (words)`);
  await run(
    db,
    // No word begins with a colon, so no beginning of a word can reach a scope.
    `create function ${index}_of(scope text, body text) returns tsvector language sql immutable as $$
       select array_to_tsvector(array[':' || scope]) || to_tsvector('simple', regexp_replace(
         regexp_replace(normalize(lower(body), NFKD), '[\u0300-\u036f]', '', 'g'), '[^[:alnum:]]+', ' ', 'g')) $$`,
  );
}

/** Lets the index follow a table from now on, and takes in what is there already. */
export async function followWithFullText(db: MigrationDb, index: string, source: Source): Promise<void> {
  const { table, id, scope, text } = source;
  const old = (expression: string) => expression.replaceAll("new.", "old.");
  const row = (expression: string) => expression.replaceAll("new.", `${table}.`);
  if (engineOf(db) === "sqlite") {
    const add = `insert into ${index} (rowid, scope, words) values (${id}, ${scope}, ${text});`;
    const drop = `delete from ${index} where rowid = ${old(id)};`;
    await run(db, `create trigger ${index}_add_${table} after insert on ${table} begin ${add} end`);
    await run(
      db,
      `create trigger ${index}_change_${table} after update of ${columnOf(text)} on ${table} begin ${drop} ${add} end`,
    );
    await run(db, `create trigger ${index}_drop_${table} after delete on ${table} begin ${drop} end`);
    await run(
      db,
      `insert into ${index} (rowid, scope, words) select ${row(id)}, ${row(scope)}, ${row(text)} from ${table}`,
    );
    return;
  }
  const words = `${index}_of(${scope}, ${text})`;
  await run(
    db,
    `create function ${index}_follow_${table}() returns trigger language plpgsql as $$ begin
       if tg_op <> 'INSERT' then delete from ${index} where rowid = ${old(id)}; end if;
       if tg_op <> 'DELETE' then insert into ${index} (rowid, words) values (${id}, ${words}); end if;
       return null; end $$`,
  );
  await run(
    db,
    `create trigger ${index}_follow after insert or delete or update of ${columnOf(text)} on ${table} for each row execute function ${index}_follow_${table}()`,
  );
  await run(db, `insert into ${index} (rowid, words) select ${row(id)}, ${row(words)} from ${table}`);
}

const columnOf = (text: string) => text.replace("new.", "");

export type TextQuery = {
  /** Plain words; all of them must be there, the last one may be the beginning of a word. */
  words: readonly string[];
  /** Any of these. Empty: whatever its scope. */
  scopes: readonly string[];
  below: number;
  limit: number;
  /** The last one is a whole word, too. */
  isWhole?: boolean;
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
  const newest = await amongNewest(db, index, query);
  if (newest.length >= query.limit) return newest;
  try {
    return await db.transaction().execute((within) => fewOrMany(within, index, query));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === CANCELLED) throw busy(TOO_COMMON);
    throw error;
  }
}

/** What stands everywhere fills a page from the newest few: no index has to gather where else it stands. */
async function amongNewest(db: Database, index: string, query: TextQuery): Promise<number[]> {
  const { rows } = await sql<{ rowid: number }>`
    select rowid from (
      select rowid, words from ${sql.table(index)} where rowid < ${query.below} order by rowid desc limit ${NEWEST}
    ) as newest where ${matches(db, index, query)} order by rowid desc limit ${query.limit}
  `.execute(db);
  return rows.map(({ rowid }) => Number(rowid));
}

/**
 * PostgreSQL cannot know how many texts hold words that were typed just now. Left alone it walked through all
 * the texts of 40,000 tickets for a word that none of them held (a page took 166 ms; now 18), so the index is asked
 * first: few are sorted here, and many are met soon on the way down from the newest.
 */
async function fewOrMany(db: Database, index: string, query: TextQuery): Promise<number[]> {
  await setLocally(db, { statement_timeout: `${LONGEST_LOOK}`, ...off("seqscan", "indexscan", "indexonlyscan") });
  const { rows } = await sql<{ rowid: number }>`
    select rowid from ${sql.table(index)} where ${matches(db, index, query)} limit ${FEW + 1}
  `.execute(db);
  if (rows.length > FEW) {
    await setLocally(db, { enable_indexscan: "on", ...off("bitmapscan") });
    return inOrder(db, index, query);
  }
  return rows
    .map(({ rowid }) => Number(rowid))
    .filter((rowid) => rowid < query.below)
    .sort((one, other) => other - one)
    .slice(0, query.limit);
}

const off = (...ways: string[]) => Object.fromEntries(ways.map((way) => [`enable_${way}`, "off"]));

/** Until the transaction ends; all in one question. */
const setLocally = (db: Database, settings: Record<string, string>) =>
  sql`select ${sql.join(Object.entries(settings).map(([name, value]) => sql`set_config(${name}, ${value}, true)`))}`.execute(
    db,
  );

async function inOrder(db: Database, index: string, query: TextQuery): Promise<number[]> {
  const { rows } = await sql<{ rowid: number }>`
    select rowid from ${sql.table(index)} where ${matches(db, index, query)} and rowid < ${query.below}
    order by rowid desc limit ${query.limit}
  `.execute(db);
  return rows.map(({ rowid }) => Number(rowid));
}

const matches = (db: Database, index: string, query: TextQuery) =>
  engineOf(db) === "sqlite"
    ? sql`${sql.table(index)} match ${inFts5(query)}`
    : sql`words @@ ${inTsquery(query)}::tsquery`;

/** Looking at one costs about three microseconds. */
const NEWEST = 600;
const FEW = 2000;
const LONGEST_LOOK = 3000;
const CANCELLED = "57014";
const TOO_COMMON = "These words stand in so many places that the search was stopped. Add a word that is rarer.";

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

const MOST_WORDS = 8;
const LONGEST_WORD = 40;

/** The words of what somebody typed, as the index knows them. Nothing of a query language gets through. */
export const wordsOfText = (typed: string): string[] =>
  (
    typed
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  )
    .map((word) => word.slice(0, LONGEST_WORD))
    .slice(0, MOST_WORDS);
