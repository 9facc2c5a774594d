import type { Server } from "node:http";
import { closeJournal } from "#server/journeys/journal.ts";
import { openLibrary } from "#server/knowledge/library.ts";
import { listenForMail } from "#server/notifications/listening.ts";
import { makeLink, needsSetup } from "#server/people/actions.ts";
import type { Config } from "#server/platform/config.ts";
import type { Context } from "#server/platform/context.ts";
import { lockDataFolder } from "#server/platform/database/lock.ts";
import { Misuse } from "#server/platform/errors.ts";
import { startJobs } from "#server/platform/scheduler.ts";
import { openContext } from "./context.ts";
import { timetable } from "./jobs.ts";
import { closeSilentConnections, openServer } from "./serving.ts";

const GRACE = 15_000;

export type Portal = { address: string; ctx: Context; stop(): Promise<void> };

/** The portal's whole life: opened in this order, closed in reverse. */
export async function runPortal(config: Config, say: (line: string) => void): Promise<Portal> {
  const opened = await openContext(config, say, () => lockDataFolder(config.dataDir));
  const { ctx } = opened;
  await openLibrary(ctx, say);
  const server = openServer(ctx);
  const address = await listen(server, config);
  // On SQLite the lock of the data folder lets nobody else in.
  const jobs = startJobs(ctx, timetable, { isAlone: config.databaseUrl === undefined });
  ctx.wakeOutbox = () => jobs.wake("send mail");
  ctx.wakeMail = () => jobs.wake("sort mail");
  const ears = listenForMail(ctx, () => jobs.wake("fetch mail"));
  say(`Firstline is ready: ${address}`);
  if (await needsSetup(ctx))
    say(`Make the first admin with this link (once, within 60 minutes): ${await makeLink(ctx, "setup", null)}`);
  const stop = async () => {
    ctx.isStopping = true;
    await finishRequests(server);
    await ears.stop();
    await jobs.stop();
    await closeJournal(ctx);
    await opened.close();
  };
  return { address, ctx, stop };
}

function listen(server: Server, { host, port, baseUrl }: Config): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "EADDRINUSE"
          ? new Misuse(`Port ${port} is in use by another program. Stop that one, or set PORT to another number.`, 1)
          : error,
      ),
    );
    server.listen(port, host, () => resolve(baseUrl));
  });
}

/** No new ones; those that run may finish; connections kept for later requests must not hold the process open. */
function finishRequests(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const impatient = setTimeout(() => server.closeAllConnections(), GRACE);
    const tidy = setInterval(() => {
      closeSilentConnections(server);
      server.closeIdleConnections();
    }, 50);
    server.close(() => {
      clearTimeout(impatient);
      clearInterval(tidy);
      resolve();
    });
  });
}
