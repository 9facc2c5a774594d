import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { byCommandLine, recordDeed } from "#server/audit/trail.ts";
import { systemClock } from "#server/platform/clock.ts";
import type { Config } from "#server/platform/config.ts";
import { DATABASE_FILE } from "#server/platform/database/sqlite.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { Misuse } from "#server/platform/errors.ts";
import { contentsInWords, type Manifest } from "./archive/manifest.ts";
import { packBackup, refuseExisting } from "./archive/packing.ts";
import { type Command, misuse, readCall, type Terminal } from "./command.ts";
import { stepsWaiting, withPortal } from "./opening.ts";
import { tellIfLarge } from "./progress.ts";

export const backup: Command = {
  name: "backup",
  usage: "FILE",
  summary: "a verified copy of everything in one file, while the portal runs or not",
  details: () =>
    [
      "  The file is a tar archive: manifest.json, the database, the files people sent, and the portal's key. Keep it as you keep passwords.",
      "  It gets its name only when it was read again and found whole. Copying the live database file is no backup.",
    ].join("\n"),
  examples: ["portal backup firstline-$(date +%F).tar", "portal backup /mnt/backups/firstline.tar"],
  run: async (given, terminal) => {
    const [file = ""] = readCall(backup, given, { words: ["FILE"] }).words;
    const config = terminal.config();
    refuseWithoutFile(config);
    const folder = path.dirname(path.resolve(file));
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw misuse(backup, `${folder} is not a folder`);
    refuseExisting(file);
    tellIfLarge(terminal.tell, "Copying and checking", path.join(config.dataDir, DATABASE_FILE));
    const made = await packBackup(config, file, systemClock.now());
    await writeDown(config, terminal, made);
    const megabytes = (statSync(file).size / 1024 ** 2).toFixed(1);
    terminal.say(`${file}: ${megabytes} MB, ${contentsInWords(made)}, audit trail up to entry ${made.audit.entries}.`);
    return 0;
  },
};

/** In the trail that goes on; data that waits for an update is left as it is. */
async function writeDown(config: Config, terminal: Terminal, { audit }: Manifest): Promise<void> {
  if ((await stepsWaiting(config)) > 0) return;
  const data = { entries: audit.entries };
  await withPortal(terminal, (ctx) =>
    inTransaction(ctx, (ctx) =>
      recordDeed(ctx, { by: byCommandLine, action: "made a backup", object: "portal", data }),
    ),
  );
}

function refuseWithoutFile({ databaseUrl, dataDir }: Config): void {
  if (databaseUrl)
    throw new Misuse(
      `The data lies in PostgreSQL: back it up with pg_dump, together with the file secret.key and the folder files in ${dataDir}.`,
    );
  if (!existsSync(path.join(dataDir, DATABASE_FILE)))
    throw new Misuse(`There is no data in ${dataDir} yet. Set DATA_DIR to the folder the portal uses.`);
}
