import { mkdirSync } from "node:fs";
import path from "node:path";
import BetterSqlite from "better-sqlite3";
import { Misuse } from "#server/platform/errors.ts";

/**
 * One running portal per data folder. The lock is the operating system's, held through a small SQLite file of its own:
 * it goes with the process, whatever ends it, and command-line tools may still read and write the data itself.
 */
export function lockDataFolder(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const lock = new BetterSqlite(path.join(dataDir, "running.lock"), { timeout: 0 });
  try {
    lock.pragma("journal_mode = DELETE");
    lock.exec("begin exclusive");
  } catch {
    lock.close();
    throw new Misuse(
      `Another Firstline is already running on ${dataDir}. Stop it first, or set DATA_DIR to another folder.`,
      3,
    );
  }
  return () => lock.close();
}
