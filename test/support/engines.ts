import { randomBytes } from "node:crypto";
import { describe } from "node:test";
import pg from "pg";
import type { Engine } from "#server/platform/database/database.ts";

const server = process.env.TEST_DATABASE_URL;

/** The same tests on both databases. */
export function onEachEngine(name: string, tests: (engine: Engine) => void): void {
  describe(`${name} (SQLite)`, () => tests("sqlite"));
  describe(`${name} (PostgreSQL)`, { skip: server ? false : "no PostgreSQL; run it with npm test -- <file>" }, () =>
    tests("postgres"),
  );
}

/** An empty PostgreSQL database of one's own. */
export async function makePostgresDatabase(like = ""): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  await onServer(`create database ${name} ${like}`);
  const url = new URL(server as string);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(`drop database if exists ${name} with (force)`) };
}

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
