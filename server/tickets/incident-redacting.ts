import { byPerson, recordDeed } from "#server/audit/trail.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { forbidden, Refusal } from "#server/platform/errors.ts";
import { hashOfWords } from "./editing.ts";
import { type Incident, incidentName } from "./incident.ts";
import { lockIncident, saveIncident } from "./incident-store.ts";
import { changeUpdate, updateTexts } from "./incident-update-store.ts";
import { findIncident } from "./incidents.ts";
import { REMOVED, refuseShort } from "./removed.ts";
import { changeTickNote, forIncident, tickNotes } from "./runbook-store.ts";
import { type Written, writeDown } from "./writing.ts";

type Note = Awaited<ReturnType<typeof tickNotes>>[number];
type Told = { id: number; words: string; isHit: boolean; updates: Map<number, Written>; ticks: Note[] };

/** What of an incident would read otherwise without these words; drawn here, as a transaction has no time for it. */
export async function toldWithout(ctx: Context, incident: Incident, words: string): Promise<Told> {
  const texts = await updateTexts(ctx.db, incident.id);
  const hit = texts.filter(({ body }) => body.includes(words));
  const ticks = (await tickNotes(ctx.db, forIncident(incident.id))).filter(({ body }) => body.includes(words));
  const { title, summary, review } = incident;
  return {
    ...{ id: incident.id, words, ticks, updates: new Map(hit.map(({ place, body }) => [place, without(body, words)])) },
    isHit: hit.length + ticks.length > 0 || [title, summary, review].some((text) => text.includes(words)),
  };
}

const without = (body: string, words: string) => writeDown(body.replaceAll(words, REMOVED));

/** Call it in a transaction. What was said keeps its place, and those who were told are not told again. */
export async function redactTold(ctx: Context, by: Person, told: Told, reason: string): Promise<void> {
  const { id, words, updates, ticks } = told;
  const incident = await lockIncident(ctx.db, id);
  if (!incident) return;
  const [title, summary, review] = [incident.title, incident.summary, incident.review].map((text) =>
    text.replaceAll(words, REMOVED),
  ) as [string, string, string];
  await saveIncident(ctx.db, id, { title, summary, review });
  for (const [place, written] of updates) await changeUpdate(ctx.db, id, place, written);
  for (const { run, step, body } of ticks) await changeTickNote(ctx.db, run, step, body.replaceAll(words, REMOVED));
  const data = { reason, hash: hashOfWords(words), updates: [...updates.keys()] };
  await recordDeed(ctx, {
    by: byPerson(by),
    action: "words removed from an incident",
    object: incidentName({ id }),
    data,
  });
}

export type IncidentRedaction = { words: string; reason: string };

/** The same for what was never said in a ticket. */
export async function redactIncident(
  ctx: Context,
  by: Person,
  id: number,
  { words, reason }: IncidentRedaction,
): Promise<void> {
  if (!can(by, "ticket.redact")) throw forbidden("Only those who run the portal remove words.");
  refuseShort(words, "leave it as it is");
  const told = await toldWithout(ctx, await findIncident(ctx, id), words);
  if (!told.isHit) throw new Refusal(422, "These words were not said of this incident.");
  await inTransaction(ctx, (ctx) => redactTold(ctx, by, told, reason));
}
