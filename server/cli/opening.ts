import { openContext } from "#server/context.ts";
import { importArticles } from "#server/knowledge/importing.ts";
import type { Config } from "#server/platform/config.ts";
import type { Context } from "#server/platform/context.ts";
import { openDatabase } from "#server/platform/database/database.ts";
import { lockDataFolder } from "#server/platform/database/lock.ts";
import { countPending } from "#server/platform/database/migrate.ts";
import { Misuse } from "#server/platform/errors.ts";
import type { Terminal } from "./command.ts";

type Need = {
  /** The command may not run beside a portal, nor a portal beside it. */
  alone?: boolean;
};

/**
 * Opens the portal's data for one command and closes it whatever happens. It may run beside the portal, unless it
 * says otherwise; only an update of the database needs the data for itself while it lasts.
 */
export async function withPortal<Result>(
  { config: readConfig, tell }: Pick<Terminal, "config" | "tell">,
  work: (ctx: Context) => Promise<Result>,
  { alone = false }: Need = {},
): Promise<Result> {
  // The log would mix with the result; what matters is said by the command.
  const config = { ...readConfig(), logLevel: "silent" };
  const lock = () => lockDataFolder(config.dataDir);
  if (!alone && (await stepsWaiting(config)) > 0) {
    if (isRunning(config))
      throw new Misuse(
        `The data in ${config.dataDir} waits for an update. Stop the portal that runs there and start this version once.`,
        3,
      );
    await (await openContext(config, tell, lock)).close();
  }
  const opened = await openContext(config, tell, alone ? lock : undefined);
  try {
    return await work(opened.ctx);
  } finally {
    await opened.close();
  }
}

/** How many steps of an update the data waits for; on an empty folder, all there are. */
export async function stepsWaiting(config: Config): Promise<number> {
  const database = openDatabase(config);
  try {
    return await countPending(database);
  } finally {
    await database.close();
  }
}

/** The same, with the articles there that the portal starts with. One that runs has brought them in already. */
export function withArticles<Result>(
  terminal: Pick<Terminal, "config" | "tell">,
  work: (ctx: Context) => Promise<Result>,
): Promise<Result> {
  const isBeside = isRunning(terminal.config());
  return withPortal(terminal, async (ctx) => {
    if (!isBeside) await importArticles(ctx, ctx.config.knowledgeDir, terminal.tell);
    return work(ctx);
  });
}

/** Does a portal run on this data? */
export function isRunning(config: Config): boolean {
  try {
    lockDataFolder(config.dataDir)();
    return false;
  } catch (error) {
    if (error instanceof Misuse && error.exitCode === 3) return true;
    throw error;
  }
}
