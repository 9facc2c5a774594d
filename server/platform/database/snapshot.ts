import BetterSqlite from "better-sqlite3";
import { Misuse } from "#server/platform/errors.ts";
import { openConnection } from "./sqlite.ts";

/** As many pages as there are: one step, so that a writer beside us never makes it begin again. */
const ALL_PAGES = 2 ** 31 - 1;

/** A consistent copy of a SQLite file, while others read and write it. */
export async function copyOnline(file: string, target: string): Promise<void> {
  const source = openConnection(file, { fileMustExist: true });
  try {
    await source.backup(target, { progress: () => ALL_PAGES });
  } finally {
    source.close();
  }
}

export type Contents = { sqlite: string; migrations: string[]; counts: Record<string, number> };

/** Reads the whole file the hard way: every page, every index, every reference. Says what is in it. */
export function examineFile(file: string): Contents {
  const copy = new BetterSqlite(file, { fileMustExist: true });
  try {
    const [damage] = copy.pragma("integrity_check(1)") as { integrity_check: string }[];
    if (damage?.integrity_check !== "ok") throw new Misuse(`The copy is damaged: ${damage?.integrity_check}.`, 1);
    const [stranger] = copy.pragma("foreign_key_check") as { table: string }[];
    if (stranger) throw new Misuse(`The copy is damaged: a row of ${stranger.table} points to nothing.`, 1);
    const list = (sql: string) => copy.prepare(sql).pluck().all() as string[];
    const tables = list(
      "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name",
    );
    return {
      sqlite: list("select sqlite_version()")[0] ?? "",
      migrations: list("select name from kysely_migration order by name"),
      counts: Object.fromEntries(tables.map((name) => [name, countOf(copy, name)])),
    };
  } finally {
    copy.close();
  }
}

/** The contents that files of this copy are made of, and the mails that are kept as they came, by their hashes. */
export function contentsNamed(file: string): { files: string[]; mails: string[] } {
  const copy = new BetterSqlite(file, { fileMustExist: true, readonly: true });
  const list = (sql: string) => copy.prepare(sql).pluck().all() as string[];
  try {
    return {
      files: list("select distinct sha256 from kept_file order by sha256"),
      mails: list("select sha256 from mail_in where forgotten_at is null order by sha256"),
    };
  } finally {
    copy.close();
  }
}

const countOf = (copy: BetterSqlite.Database, table: string) =>
  Number(copy.prepare(`select count(*) from "${table}"`).pluck().get());
