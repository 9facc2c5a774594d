import type { Option } from "#server/http/fields.ts";
import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { findTicket } from "./finding.ts";
import { incidentsNow } from "./incident-store.ts";
import { addressOf, nameOf } from "./ticket.ts";

const CHOICES = 30;

type NewIncidentPage = {
  title: string;
  draft: Draft;
  tickets: { number: number; name: string; href: string; subject: string }[];
  choices: Option[];
};
export const newIncidentView = view<NewIncidentPage>("tickets/incident-new", "staff");

/** What was ticked becomes one incident, a new one or one that lasts. Tickets that may not be seen are left out. */
export async function newIncidentPage(
  ctx: Context,
  by: Person,
  numbers: readonly number[],
  draft?: Draft,
): Promise<NewIncidentPage> {
  const tickets: NewIncidentPage["tickets"] = [];
  for (const number of numbers) {
    const ticket = await findTicket(ctx, by, number).catch(() => null);
    if (ticket) tickets.push({ number, name: nameOf(ticket), href: addressOf(ticket), subject: ticket.subject });
  }
  const open = await incidentsNow(ctx.db, CHOICES);
  return {
    title: "Raise an incident",
    draft: draft ?? blankDraft({ incident: "", title: "", summary: "" }),
    tickets,
    choices: [
      { value: "", label: "A new incident" },
      ...open.map(({ id, title }) => ({ value: String(id), label: title })),
    ],
  };
}
