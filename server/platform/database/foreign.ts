import pg from "pg";
import { Misuse } from "#server/platform/errors.ts";

const PATIENCE = 10_000;
/** Over the server's own limit, so that the server is the one who says so. */
const SPARE = 5_000;

/** A PostgreSQL database that is not ours: looked at, never kept. */
export type ForeignDatabase = {
  /** As the server says it: "15.20". */
  version: string;
  name: string;
  role: string;
  isSuperuser: boolean;
  /** One statement: several in one text are refused by the server. */
  ask<Row>(statement: string, values?: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
};

type Self = { version: string; name: string; role: string; superuser: string };
const WHO = `select current_setting('server_version') as version, current_database() as name, current_user as role,
  current_setting('is_superuser') as superuser`;

/** Opens it, or says in one sentence why not. */
export async function openForeign(url: string, limit: number): Promise<ForeignDatabase> {
  if (!URL.canParse(url) || !/^postgres(ql)?:$/.test(new URL(url).protocol))
    throw new Misuse("The database is named by an address like postgres://role@host:5432/name.");
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: PATIENCE,
    query_timeout: limit + SPARE,
    application_name: "firstline",
  });
  // A connection that drops is told by the statement that needed it.
  client.on("error", () => {});
  const ask = async <Row>(text: string, values: unknown[] = []) =>
    (await client.query({ text, values, queryMode: "extended" } as pg.QueryConfig)).rows as Row[];
  try {
    await client.connect();
    const [self] = await ask<Self>(WHO);
    if (!self) throw new Error("it did not say who it is");
    const { version, name, role, superuser } = self;
    const short = version.split(" ")[0] ?? version;
    return { version: short, name, role, isSuperuser: superuser === "on", ask, close: () => client.end() };
  } catch (error) {
    await client.end().catch(() => {});
    throw new Misuse(`The database cannot be opened: ${error instanceof Error ? error.message : error}.`, 1);
  }
}

/** The five characters by which PostgreSQL names an error; undefined for errors of another kind. */
export function sqlStateOf(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}
