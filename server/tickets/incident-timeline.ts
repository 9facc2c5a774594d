import type { Context } from "#server/platform/context.ts";
import { type SafeHtml, trust } from "#server/platform/html.ts";
import { PHASE_NAMES, workAddress } from "./incident.ts";
import { updatesOf } from "./incident-update-store.ts";
import { forIncident, runsOf, ticksFor } from "./runbook-store.ts";

const RUNS_SHOWN = 20;
const TICKS_SHOWN = 200;
const UPDATES_SHOWN = 200;

export type UpdateLine = { place: number; isNote: boolean; phase: string; html: SafeHtml; by: string; at: number };

export async function updateLines(
  ctx: Context,
  id: number,
  withNotes: boolean,
  limit = UPDATES_SHOWN,
): Promise<UpdateLine[]> {
  const rows = await updatesOf(ctx.db, id, withNotes, limit);
  return rows.map(({ kind, phase, html, ...row }) => ({
    ...{ ...row, isNote: kind === "note", phase: PHASE_NAMES[phase], html: trust(html) },
  }));
}

/** A step of a runbook, or its beginning or end: for those who work on the incident, between what was said of it. */
type Deed = { by: string; at: number; words: string; title: string; href: string; note: string };
export type TimelineLine = { at: number; update: UpdateLine | null; deed: Deed | null };

/** What was said and what was done, newest first. */
export async function timelineOf(ctx: Context, id: number): Promise<TimelineLine[]> {
  const said = (await updateLines(ctx, id, true)).map((update) => ({ at: update.at, update, deed: null }));
  const done = (await deedsOf(ctx, id)).map((deed) => ({ at: deed.at, update: null, deed }));
  return [...said, ...done].sort((one, other) => other.at - one.at);
}

async function deedsOf(ctx: Context, id: number): Promise<Deed[]> {
  const hrefOf = (run: number) => `${workAddress({ id })}/runs/${run}`;
  const runs = await runsOf(ctx.db, forIncident(id), RUNS_SHOWN);
  const ticks = await ticksFor(ctx.db, id, TICKS_SHOWN);
  const ended = runs.flatMap(({ id, title, endedAt, endedBy }) =>
    endedAt === null || endedBy === null
      ? []
      : [{ by: endedBy, at: endedAt, words: "ended the runbook", title, href: hrefOf(id), note: "" }],
  );
  return [
    ...ended,
    ...ticks.map(({ step, by, at, note, title, run }) => ({
      ...{ by, at, note, title, words: `did step ${step} of`, href: `${hrefOf(run)}#step-${step}` },
    })),
    ...runs.map(({ id, title, startedAt, startedBy }) => ({
      ...{ by: startedBy, at: startedAt, words: "began the runbook", title, href: hrefOf(id), note: "" },
    })),
  ];
}
