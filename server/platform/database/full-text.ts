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
