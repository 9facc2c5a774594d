import type { Registry } from "prom-client";
import { countHeld } from "#server/escalation/braking.ts";
import { ladderLag } from "#server/escalation/climbing-trouble.ts";
import { trippedBrakes } from "#server/notifications/brakes.ts";
import { knownWebhooks } from "#server/notifications/calls.ts";
import { countHeld as countHeldMail, countMails } from "#server/notifications/keeping-mail.ts";
import { mailboxesHealth } from "#server/notifications/mailboxes.ts";
import { outboxHealth } from "#server/notifications/trouble.ts";
import type { Context } from "#server/platform/context.ts";
import { type JobState, readJobStates } from "#server/platform/job-states.ts";
import { lastTick } from "#server/platform/lease.ts";

type Figure = { name: string; help: string; read(ctx: Context): Promise<number> };

const secondsSince = (ctx: Context, at: number | null) => (at === null ? 0 : (ctx.clock.now() - at) / 1000);

/** Each is read by itself when it is asked for: one that another figure set would be a scrape behind. */
const FIGURES: Figure[] = [
  {
    name: "outbox_waiting",
    help: "Messages waiting to be sent",
    read: async (ctx) => (await outboxHealth(ctx)).waiting,
  },
  {
    name: "outbox_failed",
    help: "Messages that were given up",
    read: async (ctx) => (await outboxHealth(ctx)).failed,
  },
  {
    name: "outbox_oldest_seconds",
    help: "Age of the oldest waiting message",
    read: async (ctx) => secondsSince(ctx, (await outboxHealth(ctx)).oldest),
  },
  {
    name: "ladder_steps_late",
    help: "Steps of ladders that should have been taken by now",
    read: async (ctx) => (await ladderLag(ctx)).count,
  },
  {
    name: "ladder_lag_seconds",
    help: "How late the oldest of them is",
    read: async (ctx) => secondsSince(ctx, (await ladderLag(ctx)).oldest),
  },
  { name: "mail_held", help: "Mails that came in and wait for a decision", read: countHeldMail },
  {
    name: "mail_unread_seconds",
    help: "Age of the oldest mail that came in and was not looked at",
    read: async (ctx) => secondsSince(ctx, (await countMails(ctx, "kept")).oldest),
  },
  {
    name: "mail_brakes",
    help: "Brakes on answers by itself that held something back in the last two days",
    read: async (ctx) => (await trippedBrakes(ctx)).length,
  },
  {
    name: "webhooks_failing",
    help: "Webhooks whose last call was not taken",
    read: async (ctx) => (await knownWebhooks(ctx)).filter(({ failingSince }) => failingSince !== null).length,
  },
  { name: "ladders_held", help: "Ladders held by the storm brake", read: countHeld },
  {
    name: "scheduler_silent_seconds",
    help: "How long ago the timetable was last seen at work",
    read: async (ctx) => secondsSince(ctx, await lastTick(ctx)),
  },
];

type JobFigure = { name: string; help: string; read(ctx: Context, job: JobState): number };

const JOB_FIGURES: JobFigure[] = [
  {
    name: "job_failures",
    help: "How often a job has failed since it last went well",
    read: (_ctx, { failures }) => failures,
  },
  {
    name: "job_behind_seconds",
    help: "For how long a job has not come to the end of its work",
    read: (ctx, { behindSince }) => secondsSince(ctx, behindSince),
  },
];

type Mailbox = Awaited<ReturnType<typeof mailboxesHealth>>[number];
type MailboxFigure = { name: string; help: string; read(ctx: Context, mailbox: Mailbox): number };

const MAILBOX_FIGURES: MailboxFigure[] = [
  {
    name: "mailbox_failing_seconds",
    help: "For how long a mailbox could not be read",
    read: (ctx, { failingSince }) => secondsSince(ctx, failingSince),
  },
  {
    name: "mailbox_hears",
    help: "Whether a mailbox tells this process at once of what arrives",
    read: (_ctx, { hearsSince }) => Number(hearsSince !== null),
  },
];

/**
 * What Prometheus reads. Loaded and begun when it is first asked for: where nobody looks, nothing has to watch the
 * event loop a hundred times a second.
 */
export async function openFigures(ctx: Context): Promise<Registry> {
  const { collectDefaultMetrics, Gauge, Registry } = await import("prom-client");
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: "firstline_" });
  // Which version of what runs here helps nobody but somebody who looks for its holes.
  registry.removeSingleMetric("firstline_nodejs_version_info");
  for (const { name, help, read } of FIGURES)
    new Gauge({
      ...{ name: `firstline_${name}`, help, registers },
      collect: async function () {
        this.set(await read(ctx));
      },
    });
  for (const { name, help, read } of JOB_FIGURES)
    new Gauge({
      ...{ name: `firstline_${name}`, help, registers, labelNames: ["job"] as const },
      collect: async function () {
        for (const job of await readJobStates(ctx)) this.set({ job: job.name }, read(ctx, job));
      },
    });
  for (const { name, help, read } of MAILBOX_FIGURES)
    new Gauge({
      ...{ name: `firstline_${name}`, help, registers, labelNames: ["mailbox"] as const },
      collect: async function () {
        for (const one of await mailboxesHealth(ctx)) this.set({ mailbox: one.name }, read(ctx, one));
      },
    });
  return registry;
}
