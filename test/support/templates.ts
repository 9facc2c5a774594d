import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { sql } from "kysely";
import { openDatabase } from "#server/platform/database/database.ts";
import { migrate } from "#server/platform/database/migrate.ts";
import { DATABASE_FILE } from "#server/platform/database/sqlite.ts";

/**
 * A database of each engine with every migration applied, made once a run and copied by each house: to apply them all
 * in each of hundreds took longer than the tests. Says where they are, as the environment of the tests.
 */
export async function makeTemplates(server: string | undefined) {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "firstline-template-"));
  await fill({ dataDir, databaseUrl: undefined });
  const postgres = server ? await makeOnServer(dataDir, server) : null;
  return {
    env: { TEST_SQLITE_TEMPLATE: path.join(dataDir, DATABASE_FILE), TEST_POSTGRES_TEMPLATE: postgres?.name ?? "" },
    drop: async () => {
      rmSync(dataDir, { recursive: true });
      await postgres?.drop();
    },
  };
}

async function makeOnServer(dataDir: string, server: string) {
  const name = `template_${path.basename(dataDir).replace(/\W/g, "_").toLowerCase()}_${process.pid}`;
  const onServer = async (statement: string) => {
    const { db, close } = openDatabase({ dataDir, databaseUrl: server });
    await sql.raw(statement).execute(db);
    await close();
  };
  await onServer(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  await fill({ dataDir, databaseUrl: url.href });
  return { name, drop: () => onServer(`drop database if exists ${name} with (force)`) };
}

async function fill(place: { dataDir: string; databaseUrl: string | undefined }): Promise<void> {
  const database = openDatabase(place);
  await migrate(database);
  await database.close();
}
