import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type Opened, openContext } from "#server/context.ts";
import { timetable } from "#server/jobs.ts";
import { openLibrary } from "#server/knowledge/library.ts";
import type { Letter, Mailer } from "#server/notifications/letter.ts";
import type { Person, Role } from "#server/people/person.ts";
import { addPerson as addAccount, personById } from "#server/people/store.ts";
import { type Config, readConfig } from "#server/platform/config.ts";
import type { Context } from "#server/platform/context.ts";
import type { Engine } from "#server/platform/database/database.ts";
import { DATABASE_FILE } from "#server/platform/database/sqlite.ts";
import { runOnce } from "#server/platform/scheduler.ts";
import { writeSettings } from "#server/platform/settings.ts";
import { makePostgresDatabase } from "./engines.ts";
import { openDoor, type Visitor } from "./visitor.ts";

/** A Tuesday in the middle of a working morning, far from any change of clocks. */
const MORNING = Date.UTC(2026, 5, 9, 9, 0, 0);

const CAST = {
  ada: { name: "Ada Asks", role: "requester", team: "Payments" },
  zoe: { name: "Zoe Stranger", role: "requester", team: "Search" },
  bo: { name: "Bo Answers", role: "agent", team: null },
  cy: { name: "Cy Leads", role: "manager", team: null },
  dee: { name: "Dee Runs", role: "admin", team: null },
} as const satisfies Record<string, { name: string; role: Role; team: string | null }>;

export type Cast = Record<keyof typeof CAST, Person>;
export type SentMail = Letter & { to: string; messageId: string };

export type House = {
  ctx: Context;
  cast: Cast;
  /** Winds the clock and lets everything happen that is due by then. */
  wait(ms: number): Promise<void>;
  /** Lets due jobs run now. */
  settle(): Promise<void>;
  /** What has been handed to the post so far. */
  sent(): SentMail[];
  /** The next hand-overs throw this. Undefined: the post works again. */
  breakPost(error: Error | undefined): void;
  /** The real app over HTTP, as this person, or as a visitor. */
  as(person: Person | null): Promise<Visitor>;
  /** Where the real app listens. */
  address(): Promise<string>;
  dataDir: string;
  close(): Promise<void>;
};

type Wishes = { engine?: Engine; config?: Partial<Config>; isEmpty?: boolean };

/** Databases with every migration applied, where a whole run made them. */
const { TEST_SQLITE_TEMPLATE: SQLITE, TEST_POSTGRES_TEMPLATE: POSTGRES } = process.env;
/** Its files as they are: to write a thousand empty relations page by page costs the server three times as much. */
const LIKE = POSTGRES ? `template ${POSTGRES} strategy file_copy` : "";

/** A database, a clock we wind, a postbox we look into, and five people. */
export async function buildHouse({ engine = "sqlite", config = {}, isEmpty = false }: Wishes = {}): Promise<House> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "firstline-test-"));
  const postgres = engine === "postgres" ? await makePostgresDatabase(LIKE) : null;
  if (engine === "sqlite" && SQLITE) copyFileSync(SQLITE, path.join(dataDir, DATABASE_FILE));
  const settings: Config = {
    ...readConfig({ LOG_LEVEL: process.env.LOG_LEVEL ?? "silent", DATA_DIR: dataDir, PORT: "0" }, dataDir),
    databaseUrl: postgres?.url,
    knowledgeDir: path.join(import.meta.dirname, "knowledge"),
    isRateLimited: false,
    ...config,
  };
  let now = MORNING;
  const post: { sent: SentMail[]; broken: Error | undefined } = { sent: [], broken: undefined };
  const opened = await openContext(settings, () => {});
  const ctx = Object.assign(opened.ctx, { clock: { now: () => now }, mailer: postbox(post) });
  await openLibrary(ctx, () => {});
  const cast = isEmpty ? ({} as Cast) : await invite(ctx);
  const door = openDoor(ctx);
  const settle = async () => {
    for (const job of timetable) while (await runOnce(ctx, job));
  };
  return {
    ctx,
    cast,
    settle,
    wait: async (ms) => {
      now += ms;
      await settle();
    },
    sent: () => post.sent,
    breakPost: (error) => {
      post.broken = error;
    },
    as: (person) => door.as(person),
    address: door.address,
    dataDir,
    close: () => leave(opened, door, postgres, dataDir),
  };
}

/** One whose own clock hangs in UTC, so that no test has to reckon with a zone. */
export async function buildHouseInUtc(engine: Engine): Promise<House> {
  const house = await buildHouse({ engine });
  await writeSettings(house.ctx, { timeZone: "UTC" });
  await house.settle();
  return house;
}

async function leave(
  opened: Opened,
  door: { close(): Promise<void> },
  postgres: { drop(): Promise<void> } | null,
  dataDir: string,
) {
  await door.close();
  await opened.close();
  await postgres?.drop();
  rmSync(dataDir, { recursive: true, force: true });
}

async function invite(ctx: Context): Promise<Cast> {
  const entries = [];
  for (const [key, member] of Object.entries(CAST)) {
    const { id } = await addAccount(ctx.db, { ...member, email: `${key}@example.test`, created_at: ctx.clock.now() });
    entries.push([key, await personById(ctx.db, id)]);
  }
  return Object.fromEntries(entries) as Cast;
}

function postbox(post: { sent: SentMail[]; broken: Error | undefined }): Mailer {
  return {
    send: async ({ to, letter, messageId }) => {
      if (post.broken) throw post.broken;
      post.sent.push({ ...letter, to: to.email, messageId });
    },
    check: async () => {},
    close: () => {},
  };
}
