import { sql } from "kysely";
import { busy } from "#server/platform/errors.ts";
import type { Database } from "./database.ts";

const LONGEST_LOOK = 3000;
const CANCELLED = "57014";
const TOO_COMMON = "These words stand in so many places that the search was stopped. Add a word that is rarer.";

/** Asks PostgreSQL, and stops it once it takes too long or `signal` says that nobody waits for the answer any more. */
export async function withinTime<Found>(
  db: Database,
  find: (within: Database) => Promise<Found>,
  signal?: AbortSignal,
): Promise<Found> {
  try {
    signal?.throwIfAborted();
    return await db.transaction().execute(async (within) => {
      const pid = await limited(within);
      return signal
        ? whileWanted(
            () => find(within),
            signal,
            () => cancel(db, pid),
          )
        : find(within);
    });
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof Error && "code" in error && error.code === CANCELLED) throw busy(TOO_COMMON);
    throw error;
  }
}

async function limited(within: Database): Promise<number> {
  const { rows } = await sql<{ pid: number }>`
    select set_config('statement_timeout', ${String(LONGEST_LOOK)}, true), pg_backend_pid() as pid
  `.execute(within);
  return rows[0]?.pid ?? 0;
}

/** Kysely's own way of it does nothing in a transaction: its rollback takes the place of the query it would cancel. */
const cancel = (db: Database, pid: number) => sql`select pg_cancel_backend(${pid})`.execute(db);

async function whileWanted<Found>(
  find: () => Promise<Found>,
  signal: AbortSignal,
  cancelIt: () => Promise<unknown>,
): Promise<Found> {
  let cancelling: Promise<unknown> | undefined;
  const stop = () => {
    cancelling = cancelIt();
  };
  signal.addEventListener("abort", stop);
  try {
    return await find();
  } finally {
    signal.removeEventListener("abort", stop);
    // Else it could hit whoever has this connection next.
    await cancelling;
  }
}
