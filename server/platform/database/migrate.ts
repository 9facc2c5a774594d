import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { readdir, statfs } from "node:fs/promises";
import path from "node:path";
import { sql } from "kysely";
import { DEFAULT_MIGRATION_TABLE, type Migration, Migrator } from "kysely/migration";
import { systemClock } from "#server/platform/clock.ts";
import { Misuse } from "#server/platform/errors.ts";
import { root } from "#server/platform/root.ts";
import type { OpenDatabase } from "./database.ts";
import { refuseOtherEncodings } from "./postgres.ts";
import { copyOnline, examineFile } from "./snapshot.ts";
import { isUnreachable } from "./unreachable.ts";

const FOLDER = path.join(root, "migrations");
const KEPT_COPIES = 3;
/** The copy, and as much again for the log of the update. */
const ROOM = 2;

type Say = (line: string) => void;

/**
 * Brings the database to the newest shape, forward only. All pending migrations are one transaction, so a failed one
 * leaves the data as it was; a SQLite file is copied first all the same.
 */
export async function migrate(database: OpenDatabase, say: Say = () => {}, folder = FOLDER): Promise<void> {
  await refuseOtherEncodings(database);
  const migrator = new Migrator({ db: database.db, provider: { getMigrations: () => readMigrations(folder) } });
  const all = await migrator.getMigrations().catch(explain);
  await refuseNewer(database, all);
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
  const all = await migrator.getMigrations().catch(explain);
  await refuseNewer(database, all);
  return all.filter((one) => !one.executedAt).length;
}

async function readMigrations(folder: string): Promise<Record<string, Migration>> {
  const files = (await readdir(folder)).filter((name) => name.endsWith(".ts")).sort();
  const read = files.map(async (name) => [name.slice(0, -3), await import(path.join(folder, name))] as const);
  return Object.fromEntries(await Promise.all(read));
}

function explain(error: unknown, name?: string): never {
  if (isUnreachable(error)) throw error;
  const reason = error instanceof Error ? error.message : String(error);
  throw new Misuse(
    `The database could not be updated${name ? ` (${name})` : ""}: ${reason}. Nothing was changed; the previous version still starts on this data.`,
    1,
  );
}

/** The list of pending ones is silent about those that were applied and are not known here. */
async function refuseNewer({ db }: OpenDatabase, known: readonly { name: string }[]): Promise<void> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === DEFAULT_MIGRATION_TABLE)) return;
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(DEFAULT_MIGRATION_TABLE)}`.execute(db);
  if (rows.every(({ name }) => known.some((one) => one.name === name))) return;
  throw new Misuse(
    "This data was written by a newer Firstline. Start that version, or restore a backup made before the upgrade.",
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

/** A copy that was read again from its first page to its last, so that whoever needs it can lean on it. */
async function keepCopy({ file }: OpenDatabase, say: Say): Promise<void> {
  if (!file) return;
  await refuseWithoutRoom(file);
  const stamp = new Date(systemClock.now()).toISOString().replace(/[:.]/g, "-");
  const copy = `${file}.before-update-${stamp}`;
  await copyOnline(file, copy);
  examineFile(copy);
  say(`Kept a copy of the data before the update: ${copy}`);
  const copies = readdirSync(path.dirname(file))
    .filter((name) => name.includes(".before-update-") && !/-(wal|shm)$/.test(name))
    .sort();
  for (const old of copies.slice(0, -KEPT_COPIES)) rmSync(path.join(path.dirname(file), old));
}

async function refuseWithoutRoom(file: string): Promise<void> {
  const { bavail, bsize } = await statfs(path.dirname(file));
  const needed = statSync(file).size * ROOM;
  if (bavail * bsize < needed)
    throw new Misuse(
      `The update needs ${Math.ceil(needed / 1024 ** 2)} MB of room beside ${file} for a copy and its own work. Make room and start again; nothing was changed.`,
      1,
    );
}
