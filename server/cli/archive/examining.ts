import path from "node:path";
import { deedsBefore } from "#server/audit/reading.ts";
import { verifyTrail } from "#server/audit/verify.ts";
import type { Config } from "#server/platform/config.ts";
import { openDatabase } from "#server/platform/database/database.ts";
import { countPending } from "#server/platform/database/migrate.ts";
import { type Contents, examineFile } from "#server/platform/database/snapshot.ts";
import { DATABASE_FILE } from "#server/platform/database/sqlite.ts";
import { Misuse } from "#server/platform/errors.ts";
import { openKeys } from "#server/platform/keys.ts";

export type Examined = Contents & { audit: { entries: number; head: string | null } };

/** Looks at a folder of data that nobody uses: every page, every reference, and the chain of the audit trail. */
export async function examineFolder(config: Config, folder: string): Promise<Examined> {
  const contents = examineFile(path.join(folder, DATABASE_FILE));
  const here: Config = { ...config, dataDir: folder, databaseUrl: undefined };
  const database = openDatabase(here);
  try {
    // Data of a newer version is refused here, with a sentence.
    await countPending(database);
    const ctx = { db: database.db, keys: openKeys(folder), config: here };
    const { checked, broken } = await verifyTrail(ctx);
    if (broken) throw new Misuse(`The audit trail does not hold: entry ${broken.seq}, ${broken.reason}.`, 1);
    const [newest] = await deedsBefore(ctx, Number.MAX_SAFE_INTEGER, 1);
    return { ...contents, audit: { entries: checked, head: newest?.hash ?? null } };
  } finally {
    await database.close();
  }
}
