import type { Person } from "#server/people/person.ts";
import { DAY, HOUR, MINUTE } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { defineField } from "#server/tickets/fields.ts";
import { findTicket } from "#server/tickets/finding.ts";
import type { Phase } from "#server/tickets/incident.ts";
import * as incidents from "#server/tickets/incidents.ts";
import { rate, ratingLink } from "#server/tickets/rating.ts";
import { writeDown } from "#server/tickets/writing.ts";
import type { Moment } from "./moments.ts";

const SCORES = [5, 4, 5, 4, 5, 3, 5, 4, 2, 5] as const;
const COMMENTS: Record<number, string> = {
  2: "It took two days until somebody looked.",
  3: "It works, but I would have found the article myself had it come first.",
  5: "Quick, and I know now why it happened.",
};

/** Some of those who asked say how it went, a while after it was resolved. */
export function ratingMoment(asker: Person, ticket: { number: number }, resolvedAt: number): Moment[] {
  const draw = Math.floor(resolvedAt / MINUTE);
  if (draw % 5 > 1) return [];
  const score = SCORES[draw % SCORES.length] ?? 4;
  const comment = draw % 3 === 0 ? (COMMENTS[score] ?? "") : "";
  const play = async (ctx: Context) => {
    const { id } = await findTicket(ctx, asker, ticket.number);
    const link = await ratingLink(ctx, id);
    if (link) await rate(ctx, link.replace("/rate/", ""), { score, comment });
  };
  return [{ at: resolvedAt + 3 * HOUR, play }];
}

const FIELDS_IN_WEEK = 4;
const INCIDENT_IN_WEEK = 15;
const STORY: [days: number, phase: Phase, body: string][] = [
  [0, "found", "A lock was left behind by a job that was ended. We are taking it away."],
  [0.1, "watching", "The lock is gone, and merges go through again."],
  [1, "over", "No merge has waited since yesterday."],
];
const REVIEW =
  "**What happened.** A nightly job was ended while it held a lock, and merges waited behind it for forty minutes.\n\n**Why.** The job had no time limit.\n\n**What we do.** The job has one now, and a runbook says how to find who holds a lock.";

/** What the desk learns on the way: a field that saves a question back, and an incident with its review. */
export function learntInWeek(
  week: number,
  monday: number,
  { admin, agent }: { admin: Person; agent: Person },
): Moment[] {
  const morning = monday + 9 * HOUR;
  const where = { label: "Where", hint: "So that nobody has to ask back", kind: "choice", category: null } as const;
  const choices = ["Development", "Staging", "Production"];
  if (week === FIELDS_IN_WEEK)
    return [{ at: morning, play: (ctx) => defineField(ctx, admin, { ...where, choices, isRequired: false }) }];
  return week === INCIDENT_IN_WEEK ? incidentMoments(agent, morning) : [];
}

function incidentMoments(agent: Person, start: number): Moment[] {
  const incident = { id: 0 };
  const summary = "Merges into main do not come to an end for some teams.";
  const open = async (ctx: Context) => {
    incident.id = await incidents.openIncident(ctx, agent, { title: "Merges wait for ever", summary });
  };
  const versionNow = async (ctx: Context) => (await incidents.findIncident(ctx, incident.id)).version;
  const updates = STORY.map(([days, phase, body]) => ({
    at: start + HOUR + days * DAY,
    play: async (ctx: Context) =>
      incidents.postUpdate(ctx, agent, incident.id, {
        ...{ kind: "public", phase, message: writeDown(body), version: await versionNow(ctx) },
      }),
  }));
  const review = async (ctx: Context) =>
    incidents.reviewIncident(ctx, agent, incident.id, REVIEW, await versionNow(ctx));
  return [{ at: start, play: open }, ...updates, { at: start + 3 * DAY, play: review }];
}
