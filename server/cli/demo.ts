import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { openContext } from "#server/context.ts";
import { playHalfYear, type Wound } from "#server/demo/playing.ts";
import { timetable } from "#server/jobs.ts";
import { openLibrary } from "#server/knowledge/library.ts";
import { sendNextMessage } from "#server/notifications/outbox.ts";
import { DAY, SECOND, systemClock, WEEK } from "#server/platform/clock.ts";
import type { Config } from "#server/platform/config.ts";
import type { Context } from "#server/platform/context.ts";
import { Misuse } from "#server/platform/errors.ts";
import { runOnce } from "#server/platform/scheduler.ts";
import { writeSettings } from "#server/platform/settings.ts";
import { runPortal } from "#server/portal.ts";
import { type Command, readCall, type Terminal } from "./command.ts";

const LOOPBACK = ["127.0.0.1", "::1", "localhost"];
const WEEKS = 26;
const ORGANISATION = { organisation: "Tidewater Software", timeZone: "Europe/Berlin" };

export const demo: Command = {
  name: "demo",
  usage: "",
  summary: "The portal on a throw-away folder, with half a year of history and one-click sign-in",
  examples: ["portal demo", "PORT=8080 portal demo"],
  run: runDemo,
};

/** Lives until it is told to end; then its folder is gone. */
async function runDemo(words: string[], terminal: Terminal): Promise<number> {
  readCall(demo, words, {});
  const config = demoConfig(terminal.config());
  const folder = config.dataDir;
  try {
    await fill(config, terminal);
    const portal = await runPortal(config, terminal.say);
    terminal.say(
      "Sign in with a click as a requester, an agent, a manager or an admin. Ctrl+C ends it; nothing is kept.",
    );
    await new Promise<void>((resolve) => {
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, resolve);
    });
    await portal.stop();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return 0;
}

/** Anybody who reaches it is an admin with a click, so nobody but this machine may reach it. */
export function demoConfig(config: Config): Config {
  if (!LOOPBACK.includes(config.host))
    throw new Misuse(`HOST is "${config.host}"; the demo listens on this machine only. Leave HOST out.`);
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "firstline-demo-"));
  const baseUrl = `http://${config.host === "::1" ? "[::1]" : config.host}:${config.port}`;
  return { ...config, dataDir, baseUrl, databaseUrl: undefined, smtpUrl: undefined, isSecure: false, isDemo: true };
}

/** Half a year that ended a moment ago. Its mail goes nowhere. */
export async function fill(config: Config, { tell }: Pick<Terminal, "tell">): Promise<void> {
  const end = systemClock.now();
  const start = mondayOf(end) - (WEEKS - 1) * WEEK;
  const clock: Wound = { now: start };
  const opened = await openContext({ ...config, logLevel: "silent" }, tell);
  const mailer = { send: async () => {}, check: async () => {}, close: () => {} };
  const ctx: Context = Object.assign(opened.ctx, { mailer, clock: { now: () => clock.now } });
  tell("Writing half a year of history. This takes some seconds.");
  try {
    await writeSettings(ctx, ORGANISATION);
    await openLibrary(ctx, tell);
    await playHalfYear(ctx, clock, { start, end: end - 10 * SECOND, between: letHappen });
  } finally {
    await opened.close();
  }
}

/** What the portal does by itself, all of it that is due. */
async function letHappen(ctx: Context): Promise<void> {
  for (const job of timetable) while (await runOnce(ctx, job));
  // What those had to say goes the way of all mail here.
  while (await sendNextMessage(ctx));
}

/** The Monday before, at midnight UTC. */
const mondayOf = (at: number) => Math.floor((at - 4 * DAY) / WEEK) * WEEK + 4 * DAY;
