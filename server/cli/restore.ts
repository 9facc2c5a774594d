import { statSync } from "node:fs";
import { lockDataFolder } from "#server/platform/database/lock.ts";
import { Misuse } from "#server/platform/errors.ts";
import { contentsInWords } from "./archive/manifest.ts";
import { refuseFull, unpackBackup } from "./archive/unpacking.ts";
import { type Command, misuse, readCall } from "./command.ts";
import { tellIfLarge } from "./progress.ts";

export const restore: Command = {
  name: "restore",
  usage: "FILE",
  summary: "puts a backup into an empty data folder, checked whole; mail is held until an admin releases it",
  details: () =>
    "  A restored portal works, but sends nothing: an admin sees it on every page and releases it under Settings.",
  examples: ["DATA_DIR=/srv/firstline portal restore firstline-2026-11-25.tar"],
  run: async (given, terminal) => {
    const [file = ""] = readCall(restore, given, { words: ["FILE"] }).words;
    if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw misuse(restore, `${file} is not a file`);
    const config = terminal.config();
    if (config.databaseUrl)
      throw new Misuse("DATABASE_URL names PostgreSQL: restore there with pg_restore, or leave DATABASE_URL out.");
    refuseFull(config.dataDir);
    const release = lockDataFolder(config.dataDir);
    try {
      tellIfLarge(terminal.tell, "Unpacking and checking", file);
      const restored = await unpackBackup(config, file, terminal.tell);
      terminal.say(`Restored to ${config.dataDir} as of ${restored.madeAt}: ${contentsInWords(restored)}.`);
      terminal.say("Start it with npm start. Outgoing mail is held until an admin releases it under Settings.");
    } finally {
      release();
    }
    return 0;
  },
};
