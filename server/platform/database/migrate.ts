import { createHash } from "node:crypto";
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { type Migration, Migrator } from "kysely/migration";
import { Misuse } from "#server/platform/errors.ts";
import { root } from "#server/platform/root.ts";
import type { OpenDatabase } from "./database.ts";

const FOLDER = path.join(root, "migrations");
const KEPT_COPIES = 3;

type Say = (line: string) => void;

/**
 * Brings the database to the newest shape, forward only. All pending migrations are one transaction, so a failed one
 * leaves the data as it was; a SQLite file is copied first all the same.
 */
export async function migrate(database: OpenDatabase, say: Say = () => {}, folder = FOLDER): Promise<void> {
  const migrator = new Migrator({ db: database.db, provider: { getMigrations: () => readMigrations(folder) } });
  const all = await migrator.getMigrations().catch(explain);
  await refuseChangedFiles(
    database,
    folder,
    all.filter((one) => one.executedAt).map((one) => one.name),
  );
  const pending = all.filter((one) => !one.executedAt);
  if (pending.length === 0) return;
  if (pending.length < all.length) await keepCopy(database, say);
  say(`Updating the database: ${pending.length} ${pending.length === 1 ? "step" : "steps"}.`);
  const { error, results } = await migrator.migrateToLatest();
  if (error) explain(error, results?.find((one) => one.status === "Error")?.migrationName);
  await rememberChecksums(
    database,
    folder,
    pending.map((one) => one.name),
  );
}

/** How many migrations this version knows that the database has not had yet. */
export async function countPending(database: OpenDatabase): Promise<number> {
  const migrator = new Migrator({ db: database.db, provider: { getMigrations: () => readMigrations(FOLDER) } });
  return (await migrator.getMigrations().catch(explain)).filter((one) => !one.executedAt).length;
}

async function readMigrations(folder: string): Promise<Record<string, Migration>> {
  const files = (await readdir(folder)).filter((name) => name.endsWith(".ts")).sort();
  const read = files.map(async (name) => [name.slice(0, -3), await import(path.join(folder, name))] as const);
  return Object.fromEntries(await Promise.all(read));
}

function explain(error: unknown, name?: string): never {
  const reason = error instanceof Error ? error.message : String(error);
  if (reason.includes("is missing"))
    throw new Misuse(
      "This data was written by a newer Firstline. Start that version, or restore a backup made before the upgrade.",
      1,
    );
  throw new Misuse(
    `The database could not be updated${name ? ` (${name})` : ""}: ${reason}. Nothing was changed; the previous version still starts on this data.`,
    1,
  );
}

const checksumOf = (folder: string, name: string) =>
  createHash("sha256")
    .update(readFileSync(path.join(folder, `${name}.ts`)))
    .digest("hex");

async function refuseChangedFiles({ db }: OpenDatabase, folder: string, applied: string[]): Promise<void> {
  if (applied.length === 0) return;
  const known = await db.selectFrom("migration_checksum").selectAll().execute();
  const changed = known.find(
    (one) => existsSync(path.join(folder, `${one.name}.ts`)) && checksumOf(folder, one.name) !== one.checksum,
  );
  if (changed)
    throw new Misuse(
      `migrations/${changed.name}.ts differs from the one this database was made with. Bring back the original file.`,
      1,
    );
}

async function rememberChecksums({ db }: OpenDatabase, folder: string, names: string[]): Promise<void> {
  const rows = names.map((name) => ({ name, checksum: checksumOf(folder, name) }));
  await db
    .insertInto("migration_checksum")
    .values(rows)
    .onConflict((one) => one.column("name").doNothing())
    .execute();
}

/** A plain copy is consistent here: the log is folded into the file first, and nobody else has it open. */
async function keepCopy({ file }: OpenDatabase, say: Say): Promise<void> {
  if (!file) return;
  const { default: BetterSqlite } = await import("better-sqlite3");
  const connection = new BetterSqlite(file);
  connection.pragma("wal_checkpoint(TRUNCATE)");
  connection.close();
  const copy = `${file}.before-update-${new Date(performance.timeOrigin + performance.now()).toISOString().replace(/[:.]/g, "-")}`;
  copyFileSync(file, copy);
  say(`Kept a copy of the data before the update: ${copy}`);
  const copies = readdirSync(path.dirname(file))
    .filter((name) => name.includes(".before-update-"))
    .sort();
  for (const old of copies.slice(0, -KEPT_COPIES)) rmSync(path.join(path.dirname(file), old));
}
