import { byPerson, recordDeed } from "#server/audit/trail.ts";
import { staff } from "#server/people/directory.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { forbidden, notFound, Refusal } from "#server/platform/errors.ts";
import { changeByItself, changeTicket } from "./changing.ts";
import { confidentialTickets } from "./seeing-store.ts";
import { ticketByNumber } from "./store.ts";
import { insidersIn, insidersText, isOwn, nameOf, type Ticket } from "./ticket.ts";

const MOST_INSIDERS = 50;

/**
 * Makes it open to these people only, and to whoever asked; null lets everybody who answers see it again. Whoever does
 * it and whoever has it are always among them, so that nobody shuts out themselves or the one who works on it.
 */
export async function confideTicket(
  ctx: Context,
  by: Person,
  number: number,
  people: number[] | null,
): Promise<Ticket> {
  return changeTicket(ctx, by, number, async (ctx, ticket) => {
    if (!can(by, "ticket.confide", isOwn(by, ticket))) throw forbidden("Only those who answer may change this.");
    const insiders = people === null ? null : await insidersOf(ctx, by, ticket, people);
    if ((insiders === null ? null : insidersText(insiders)) === ticket.insiders) return null;
    return { kind: "confided", data: { people: insiders } };
  });
}

async function insidersOf(ctx: Context, by: Person, { assigneeId }: Ticket, people: number[]): Promise<number[]> {
  const known = new Set((await staff(ctx)).map(({ id }) => id));
  const wanted = [by.id, ...(assigneeId === null ? [] : [assigneeId]), ...people].filter((id) => known.has(id));
  const insiders = [...new Set(wanted)].sort((one, other) => one - other);
  if (insiders.length > MOST_INSIDERS) throw new Refusal(422, `Name up to ${MOST_INSIDERS} people.`);
  return insiders;
}

export const confidentialList = (ctx: Context, before: number | null, limit: number) =>
  confidentialTickets(ctx.db, before ?? Number.MAX_SAFE_INTEGER, limit);

/** Whoever runs the place may let themselves in, never in secret: history and audit trail say so, and why. */
export async function breakGlass(ctx: Context, by: Person, number: number, reason: string): Promise<void> {
  if (!can(by, "ticket.break-glass")) throw forbidden("Only those who run the portal may do this.");
  const ticket = await ticketByNumber(ctx.db, number, null);
  if (!ticket || ticket.insiders === null) throw notFound("ticket");
  await changeByItself(ctx, ticket.id, async (ctx, { insiders }) => {
    if (insiders === null || insidersIn(insiders).includes(by.id)) return null;
    await recordDeed(ctx, {
      ...{ by: byPerson(by), action: "ticket opened by breaking the glass", object: nameOf(ticket) },
      data: { reason },
    });
    return { kind: "confided", data: { people: [...insidersIn(insiders), by.id], reason, brokenBy: by.id } };
  });
}
