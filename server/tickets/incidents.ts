import { byPerson, recordDeed } from "#server/audit/trail.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { forbidden, notFound, Refusal, tooLate } from "#server/platform/errors.ts";
import { changeTicket } from "./changing.ts";
import { type Incident, incidentName, type Phase } from "./incident.ts";
import * as store from "./incident-store.ts";
import { gather, release } from "./incident-ticket-store.ts";
import { addUpdate } from "./incident-update-store.ts";
import { nameOf } from "./ticket.ts";
import type { Written } from "./writing.ts";

export async function findIncident(ctx: Context, id: number): Promise<Incident> {
  const incident = Number.isSafeInteger(id) ? await store.incidentById(ctx.db, id) : undefined;
  if (!incident) throw notFound("incident");
  return incident;
}

function refuseOthers(by: Person): void {
  if (!can(by, "incident.manage")) throw forbidden("Only those who answer work on incidents.");
}

/** Says its number. What it gathers beside it may be nothing yet. */
export async function openIncident(
  ctx: Context,
  by: Person,
  { title, summary }: { title: string; summary: string },
): Promise<number> {
  refuseOthers(by);
  return inTransaction(ctx, async (ctx) => {
    const { id } = await store.addIncident(ctx.db, { title, summary, opened_by: by.id, opened_at: ctx.clock.now() });
    await recordDeed(ctx, { by: byPerson(by), action: "incident opened", object: incidentName({ id }) });
    return id;
  });
}

export type Gathered = { gathered: number; refused: { name: string; why: string }[] };

/** Each ticket for itself, the lowest number first: what one refuses keeps no other back. */
export async function gatherTickets(ctx: Context, by: Person, id: number, numbers: number[]): Promise<Gathered> {
  refuseOthers(by);
  const result: Gathered = { gathered: 0, refused: [] };
  for (const number of [...new Set(numbers)].sort((one, other) => one - other)) {
    try {
      if (await gatherTicket(ctx, by, id, number, false)) result.gathered += 1;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      result.refused.push({ name: nameOf({ number }), why: error.message });
    }
  }
  return result;
}

/** Says whether it is news. Whoever joins now has read what was said until now. */
export async function gatherTicket(
  ctx: Context,
  by: Person,
  id: number,
  number: number,
  isMeToo: boolean,
): Promise<boolean> {
  let isNews = false;
  await changeTicket(ctx, by, number, async (ctx, ticket, at) => {
    const incident = await findIncident(ctx, id);
    if (incident.overAt !== null) throw tooLate("This incident is over. Open a new one if it has come back.");
    const before = await store.incidentOf(ctx.db, ticket.id);
    if (before && before.id !== id) throw tooLate(`It is part of another incident already: ${before.title}.`);
    const row = { ticket_id: ticket.id, incident_id: id, joined_at: at, joined_by: by.id, told: incident.updates };
    isNews = await gather(ctx.db, row);
    return isNews ? { kind: "gathered", data: { incident: id, isMeToo } } : null;
  });
  return isNews;
}

export async function releaseTicket(ctx: Context, by: Person, id: number, number: number): Promise<void> {
  refuseOthers(by);
  await findIncident(ctx, id);
  await changeTicket(ctx, by, number, async (ctx, ticket) =>
    (await release(ctx.db, id, ticket.id)) ? { kind: "released", data: { incident: id } } : null,
  );
}

export type Update = { kind: "public" | "note"; phase: Phase; message: Written; version: number };

/** A step of its timeline. A public one reaches everybody who is part of it, each once; a note stays inside. */
export async function postUpdate(ctx: Context, by: Person, id: number, update: Update): Promise<void> {
  refuseOthers(by);
  await inTransaction(ctx, async (ctx) => {
    const incident = await lockOn(ctx, id, update.version);
    const { kind, phase, message } = update;
    if (kind === "note" && phase !== incident.phase)
      throw new Refusal(422, "Those who wait have to hear that it stands elsewhere: make it a public update.");
    const [place, at] = [incident.updates + 1, ctx.clock.now()];
    await addUpdate(ctx.db, { incident_id: id, place, kind, phase, ...message, person_id: by.id, at });
    await store.saveIncident(ctx.db, id, {
      ...{ updates: place, phase },
      over_at: phase === "over" ? (incident.overAt ?? at) : null,
      ...(kind === "public" ? { telling_since: at } : {}),
    });
    const deed = kind === "public" ? "incident update published" : "incident note added";
    await recordDeed(ctx, { by: byPerson(by), action: deed, object: incidentName({ id }), data: { phase, place } });
  });
}

/** What was learned, once it is over. */
export async function reviewIncident(ctx: Context, by: Person, id: number, review: string, version: number) {
  refuseOthers(by);
  await inTransaction(ctx, async (ctx) => {
    const incident = await lockOn(ctx, id, version);
    if (incident.overAt === null) throw tooLate("A review is written once the incident is over.");
    const reviewed_at = review === "" ? null : ctx.clock.now();
    await store.saveIncident(ctx.db, id, { review, reviewed_by: by.id, reviewed_at });
    await recordDeed(ctx, { by: byPerson(by), action: "incident reviewed", object: incidentName({ id }) });
  });
}

/** What stands in the banner. */
export async function describeIncident(
  ctx: Context,
  by: Person,
  id: number,
  { title, summary, version }: { title: string; summary: string; version: number },
): Promise<void> {
  refuseOthers(by);
  await inTransaction(ctx, async (ctx) => {
    await lockOn(ctx, id, version);
    await store.saveIncident(ctx.db, id, { title, summary });
    await recordDeed(ctx, { by: byPerson(by), action: "incident described", object: incidentName({ id }) });
  });
}

/** Only on the version they saw: else they could speak over what a colleague has just said. */
async function lockOn(ctx: Context, id: number, version: number): Promise<Incident> {
  const incident = Number.isSafeInteger(id) ? await store.lockIncident(ctx.db, id) : undefined;
  if (!incident) throw notFound("incident");
  // The lock has counted this change already.
  if (incident.version !== version + 1)
    throw tooLate("Somebody wrote about this incident meanwhile. Look at it again, then send.");
  return incident;
}
