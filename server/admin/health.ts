import { stat, statfs } from "node:fs/promises";
import path from "node:path";
import { verifyTrail } from "#server/audit/verify.ts";
import { ladderLag } from "#server/escalation/climbing-trouble.ts";
import { knowledgeTrouble } from "#server/knowledge/trouble.ts";
import { heldSince } from "#server/notifications/holding.ts";
import { outboxHealth } from "#server/notifications/trouble.ts";
import { needsSetup } from "#server/people/actions.ts";
import { HOUR, MINUTE } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { checkData } from "#server/platform/database/check.ts";
import { KEY_FILE } from "#server/platform/keys.ts";
import { findDrift } from "#server/tickets/drift.ts";
import { checkMailIn } from "./mail-health.ts";
import { checkWebhooks } from "./webhook-health.ts";

export type Finding = { state: "fine" | "worth a look" | "broken"; about: string; sentence: string };

type Check = { about: string; look(ctx: Context): Promise<[Finding["state"], string]> };

/** All of a trail of years would keep the page waiting; the nightly check and `portal audit verify` walk the rest. */
const NEWEST_ENTRIES = 10_000;

const COMPARED = 50;

const GIGABYTE = 1024 ** 3;

const CHECKS: Check[] = [
  { about: "Database", look: checkDatabase },
  { about: "Disk", look: checkDisk },
  { about: "Key", look: checkKey },
  { about: "First admin", look: checkAdmin },
  { about: "Mail out", look: checkMail },
  { about: "Mail in", look: checkMailIn },
  { about: "Webhooks", look: checkWebhooks },
  { about: "Ladders", look: checkLadders },
  { about: "Due times", look: checkDrift },
  { about: "Audit trail", look: checkTrail },
  { about: "Articles from files", look: checkFiles },
  { about: "Address", look: checkAddress },
];

/** Everything that could be wrong, each in one sentence that says what to do. */
export async function examine(ctx: Context): Promise<Finding[]> {
  return Promise.all(
    CHECKS.map(async ({ about, look }): Promise<Finding> => {
      try {
        const [state, sentence] = await look(ctx);
        return { about, state, sentence };
      } catch (error) {
        return { about, state: "broken", sentence: error instanceof Error ? error.message : String(error) };
      }
    }),
  );
}

const counted = (count: number, one: string, more = `${one}s`) => `${count} ${count === 1 ? one : more}`;

const LATE = 2 * MINUTE;

/** Nobody hears of what waits while the ladders stand still. */
async function checkLadders(ctx: Context): Promise<[Finding["state"], string]> {
  const { count, oldest, failing } = await ladderLag(ctx);
  if (failing) return ["broken", `A ladder cannot go on and is tried again: ${failing}. The others are not held up.`];
  const late = oldest === null ? 0 : ctx.clock.now() - oldest;
  if (late <= LATE) return ["fine", "Every step that was due has been taken."];
  const minutes = Math.floor(late / MINUTE);
  return [
    "broken",
    `${counted(count, "step")} should have been taken, the oldest ${minutes} min ago. Start the portal again.`,
  ];
}

/** Due times are kept beside what they are derived from; the newest are derived anew and compared. */
async function checkDrift(ctx: Context): Promise<[Finding["state"], string]> {
  const { compared, adrift } = await findDrift(ctx, 0, COMPARED);
  if (adrift.length === 0)
    return ["fine", `Derived anew for ${counted(compared, "open ticket")}: every due time is the one that is kept.`];
  return [
    "worth a look",
    `${counted(adrift.length, "ticket")} of ${compared} keep other due times than their history says: ${adrift.slice(0, 3).join(", ")}. They are put right with the next change.`,
  ];
}

async function checkDatabase(ctx: Context): Promise<[Finding["state"], string]> {
  const { engine, version, problem } = await checkData(ctx);
  if (problem)
    return ["broken", `${engine} reports damage: ${problem}. Stop writing and restore the last good backup.`];
  return ["fine", `${engine} ${version} answers, and its own check finds no damage.`];
}

async function checkDisk({ config }: Context): Promise<[Finding["state"], string]> {
  const { bavail, bsize } = await statfs(config.dataDir);
  const free = (bavail * bsize) / GIGABYTE;
  const sentence = `${free.toFixed(1)} GB are free where the data lies (${config.dataDir}).`;
  return free < 1
    ? ["worth a look", `${sentence} Make room before the portal has to stop writing.`]
    : ["fine", sentence];
}

/** Whoever reads the key can forge the marks of the audit trail. */
async function checkKey({ config }: Context): Promise<[Finding["state"], string]> {
  const file = path.join(config.dataDir, KEY_FILE);
  const { mode } = await stat(file);
  const isOpen = process.platform !== "win32" && (mode & 0o077) !== 0;
  return isOpen
    ? ["worth a look", `Others on this machine can read ${file}. Run chmod 600 on it.`]
    : ["fine", "Only the portal can read its key."];
}

async function checkFiles(ctx: Context): Promise<[Finding["state"], string]> {
  const { conflicts, problems } = await knowledgeTrouble(ctx);
  if (conflicts + problems === 0) return ["fine", "Every article file was taken, and none waits for a decision."];
  return [
    "worth a look",
    `${counted(problems, "file")} could not be read and ${conflicts} changed here and there. Look at Settings, Articles from files.`,
  ];
}

async function checkAdmin(ctx: Context): Promise<[Finding["state"], string]> {
  if (!(await needsSetup(ctx))) return ["fine", "Somebody can sign in as an admin."];
  return [
    "broken",
    "Nobody can sign in as an admin yet. Start the portal and open the link it prints, or run portal user add --role admin.",
  ];
}

async function checkMail(ctx: Context): Promise<[Finding["state"], string]> {
  const { waiting, failed, oldest } = await outboxHealth(ctx);
  if ((await heldSince(ctx)) !== null)
    return ["worth a look", "Mail is held since a backup was restored here. An admin releases it under Settings."];
  if (!ctx.mailer)
    return [
      "worth a look",
      `SMTP_URL is not set: ${waiting} ${waiting === 1 ? "message waits" : "messages wait"} and nothing is lost. Set it and start again.`,
    ];
  const reason = await ctx.mailer.check().then(
    () => "",
    (error: Error) => error.message,
  );
  if (reason)
    return ["broken", `The mail server does not accept us: ${reason}. ${counted(waiting, "message")} in the outbox.`];
  if (failed > 0)
    return ["worth a look", `${counted(failed, "message")} could not be delivered. Look at Settings, Mail.`];
  const isLate = oldest !== null && ctx.clock.now() - oldest > HOUR;
  return isLate
    ? ["worth a look", `The oldest message has waited since ${new Date(oldest).toISOString()}.`]
    : ["fine", "The mail server accepts us, and nothing is stuck."];
}

async function checkTrail(ctx: Context): Promise<[Finding["state"], string]> {
  const { checked, broken } = await verifyTrail(ctx, NEWEST_ENTRIES);
  return broken
    ? ["broken", `Entry ${broken.seq}: ${broken.reason}. Somebody changed the audit trail.`]
    : [
        "fine",
        checked === 0
          ? "Nothing was recorded yet."
          : `Checked ${counted(checked, "entry", "entries")}: none was changed, none is missing.`,
      ];
}

async function checkAddress({ config }: Context): Promise<[Finding["state"], string]> {
  const isLoopback = ["127.0.0.1", "::1", "localhost"].includes(new URL(config.baseUrl).hostname);
  if (config.isSecure || isLoopback) return ["fine", `People reach the portal at ${config.baseUrl}.`];
  return [
    "broken",
    `${config.baseUrl} is plain HTTP: passwords travel readable. Put a proxy with TLS in front and set BASE_URL to its https address.`,
  ];
}
