import type { Reader } from "#server/journeys/journal.ts";
import type { Letter, LetterWriter } from "#server/notifications/letter.ts";
import { notify } from "#server/notifications/notifying.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { forbidden, tooLate } from "#server/platform/errors.ts";
import { changeByItself } from "./changing.ts";
import { eyesOf } from "./finding.ts";
import { incidentName, PHASE_NAMES } from "./incident.ts";
import { ownIn } from "./incident-ticket-store.ts";
import { incidentToTell, markTold, noteAllTold, publicUpdate, ticketToTell } from "./incident-update-store.ts";
import { findIncident, gatherTicket } from "./incidents.ts";
import { drawLetter } from "./letters.ts";
import { openTicket } from "./opening.ts";
import { ticketById, ticketByNumber } from "./store.ts";
import { addressOf, isOwn, nameOf } from "./ticket.ts";
import { writeDown } from "./writing.ts";

const TOLD = "incident.update";

type Payload = { incident: number; place: number; number: number };

/** The job: one ticket of one incident at a time. Whoever has several is told once. */
export async function tellOfIncidents(ctx: Context): Promise<boolean> {
  const incident = await incidentToTell(ctx.db);
  if (!incident) return false;
  const next = await ticketToTell(ctx.db, incident.id);
  if (!next) await noteAllTold(ctx.db, incident.id, incident.updates);
  else
    await tellOne(ctx, incident, next).catch(async (error) => {
      ctx.log.error({ err: error, ticket: next.ticketId }, "News of an incident could not be told; the others are.");
      await markTold(ctx.db, next.ticketId, next.place);
    });
  return true;
}

type Next = { ticketId: number; place: number; personId: number };

/** The message and the mark that it was sent are one transaction, so nobody is told twice and nobody is left out. */
async function tellOne(ctx: Context, incident: { id: number; title: string }, { ticketId, place, personId }: Next) {
  await inTransaction(ctx, async (ctx) => {
    if (!(await markTold(ctx.db, ticketId, place))) return;
    const ticket = await ticketById(ctx.db, ticketId);
    if (!ticket || ticket.spamAt !== null) return;
    const { number, requesterId } = ticket;
    if (requesterId !== personId)
      await notify(ctx, {
        ...{
          kind: TOLD,
          to: { id: requesterId },
          urgency: "normal",
          about: nameOf(ticket),
          address: addressOf(ticket),
        },
        ...{ sentence: "There is news of an incident.", rule: "You are part of it" },
        reason: `${TOLD} ${incidentName(incident)} ${place}`,
        payload: { incident: incident.id, place, number } satisfies Payload,
      });
    if (ticket.status === "resolved" || ticket.status === "merged") return;
    await changeByItself(ctx, ticketId, async () => ({
      kind: "informed",
      data: { incident: incident.id, place },
    }));
  });
}

/** What it says is read when it goes out; who is no part of it any more is not told. */
export const incidentLetter: [string, LetterWriter] = [
  TOLD,
  async (ctx, reader, payload): Promise<Letter | null> => {
    const { incident: id, place, number } = payload as Payload;
    const ticket = await ticketByNumber(ctx.db, number, eyesOf(reader));
    const said = await publicUpdate(ctx.db, id, place);
    if (!ticket || !isOwn(reader, ticket) || !said || !(await ownIn(ctx.db, id, reader.id))) return null;
    const { title } = await findIncident(ctx, id);
    // Whoever joined an incident asked under its title.
    const what = ticket.insiders === null ? `“${title}”` : "an incident";
    return drawLetter(ctx, ticket, `${said.by} about ${what}. ${PHASE_NAMES[said.phase]}:`, said);
  },
];

export type MeToo = { subject: string; body: string; category: string | null; fingerprint: string | null };

/** Whoever is hit by it too joins with one click, and what they have written so far goes along. Says where it is. */
export async function joinIncident(
  ctx: Context,
  by: Person,
  reader: Reader,
  id: number,
  given: MeToo,
): Promise<string> {
  if (!can(by, "ticket.open")) throw forbidden("Sign in first.");
  const incident = await findIncident(ctx, id);
  if (incident.overAt !== null) throw tooLate("This incident is over. Ask, if it still happens to you.");
  const own = await ownIn(ctx.db, id, by.id);
  if (own) return addressOf(own);
  return inTransaction(ctx, async (ctx) => {
    const number = await openTicket(ctx, by, reader, {
      ...{ subject: given.subject || incident.title, category: given.category, urgency: "normal", tried: [] },
      ...{ message: writeDown(given.body || "It happens to me too."), fingerprint: given.fingerprint, isQuiet: true },
    });
    await gatherTicket(ctx, by, id, number, true);
    return addressOf({ number });
  });
}
