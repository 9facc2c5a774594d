import { type ForeignDatabase, sqlStateOf } from "#server/platform/database/foreign.ts";
import type { Outcome } from "./check-store.ts";
import type { Example } from "./examples.ts";
import { refusal, splitStatements } from "./statements.ts";

export const STATEMENT_LIMIT = 5_000;
const LOCK_LIMIT = 1_000;
const LONGEST_REASON = 500;

export type Result = { example: Example; outcome: Outcome; reason: string | null };
export type How = { becomes: string | null; mayWrite: boolean };

/** Runs one example in a transaction of its own that is always taken back. */
export async function runExample(database: ForeignDatabase, example: Example, how: How): Promise<Result> {
  const result = (outcome: Outcome, reason: string | null = null): Result => ({ example, outcome, reason });
  if (example.writes && !how.mayWrite) return result("skipped", "It changes something, and that was not allowed.");
  const statements = splitStatements(example.statement);
  if (statements.length === 0) return result("failed", "It holds no statement.");
  const refused = statements.map((statement) => refusal(statement, example.writes)).find((reason) => reason !== null);
  if (refused) return result("failed", refused);
  await begin(database, example.writes, how.becomes);
  try {
    if (example.needs && !(await isThere(database, example.needs)))
      return result("skipped", `This database has no ${example.needs}.`);
    return judge(example, await lastRows(database, statements));
  } catch (error) {
    return judgeFailure(example, error);
  } finally {
    await database.ask("rollback");
  }
}

/** Reading only unless told otherwise, and never for long. */
export async function begin(database: ForeignDatabase, writes: boolean, becomes: string | null): Promise<void> {
  await database.ask(`begin transaction ${writes ? "read write" : "read only"}`);
  await database.ask(`set local statement_timeout = ${STATEMENT_LIMIT}`);
  await database.ask(`set local lock_timeout = ${LOCK_LIMIT}`);
  if (becomes !== null) await database.ask(`set local role "${becomes.replaceAll('"', '""')}"`);
}

async function isThere(database: ForeignDatabase, needs: string): Promise<boolean> {
  const [schema = "", name] = needs.split(".");
  const [found] = await database.ask<{ there: boolean }>(
    `select exists (select from pg_namespace where nspname = $1)
      and ($2::text is null
        or exists (select from pg_proc where pronamespace = to_regnamespace($1) and proname = $2)
        or exists (select from pg_class where relnamespace = to_regnamespace($1) and relname = $2)) as there`,
    [schema, name ?? null],
  );
  return found?.there === true;
}

async function lastRows(database: ForeignDatabase, statements: string[]): Promise<number> {
  let rows = 0;
  for (const statement of statements) rows = (await database.ask(statement)).length;
  return rows;
}

function judge(example: Example, rows: number): Result {
  const { fails, rows: wanted } = example;
  if (fails !== null) return { example, outcome: "failed", reason: `It was to fail with ${fails}, and it worked.` };
  if (wanted !== null && wanted !== rows)
    return { example, outcome: "failed", reason: `It was to give ${wanted} rows, and gave ${rows}.` };
  return { example, outcome: "worked", reason: null };
}

function judgeFailure(example: Example, error: unknown): Result {
  const state = sqlStateOf(error);
  if (state !== undefined && state === example.fails) return { example, outcome: "worked", reason: null };
  const said = error instanceof Error ? error.message : String(error);
  const wanted = example.fails === null ? "" : ` It was to fail with ${example.fails}.`;
  return {
    example,
    outcome: "failed",
    reason: `${said}${state ? ` (${state})` : ""}.${wanted}`.slice(0, LONGEST_REASON),
  };
}
