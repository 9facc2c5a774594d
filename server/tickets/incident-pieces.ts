import type { Option } from "#server/http/fields.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { eyesOf } from "./finding.ts";
import { incidentAddress, PHASE_NAMES, PHASE_TONES, workAddress } from "./incident.ts";
import { incidentOf, incidentsNow } from "./incident-store.ts";
import { ownIn } from "./incident-ticket-store.ts";
import { type UpdateLine, updateLines } from "./incident-timeline.ts";
import { sameAs } from "./known-store.ts";
import { addressOf, nameOf } from "./ticket.ts";

const SHOWN = 5;
const CHOICES = 30;
const UPDATES = 2;
const MOST_SAME = 20;

export type Banner = {
  title: string;
  summary: string;
  phase: string;
  tone: string;
  href: string;
  since: number;
  /** Where they say that it happens to them too; null where they have said so. */
  joinHref: string | null;
  ownHref: string | null;
};

/** What lasts now, for the pages where people look for help. */
export async function banners(ctx: Context, person: Person | null): Promise<Banner[]> {
  if (!person) return [];
  const incidents = await incidentsNow(ctx.db, SHOWN);
  return Promise.all(
    incidents.map(async (incident) => {
      const own = await ownIn(ctx.db, incident.id, person.id);
      return {
        ...{
          title: incident.title,
          summary: incident.summary,
          since: incident.openedAt,
          href: incidentAddress(incident),
        },
        ...{ phase: PHASE_NAMES[incident.phase], tone: PHASE_TONES[incident.phase] },
        joinHref: own ? null : `${incidentAddress(incident)}/me-too`,
        ownHref: own ? addressOf(own) : null,
      };
    }),
  );
}

/** The incident of a ticket, as who asked sees it. */
export type TicketIncident = { title: string; phase: string; tone: string; href: string; updates: UpdateLine[] } | null;

export async function ticketIncident(ctx: Context, ticket: { id: number }): Promise<TicketIncident> {
  const incident = await incidentOf(ctx.db, ticket.id);
  if (!incident) return null;
  return {
    ...{ title: incident.title, href: incidentAddress(incident) },
    ...{ phase: PHASE_NAMES[incident.phase], tone: PHASE_TONES[incident.phase] },
    updates: await updateLines(ctx, incident.id, false, UPDATES),
  };
}

/** The same for those who answer: what it is part of, what it could be, and which others show the same error. */
export type IncidentPiece = {
  canManage: boolean;
  now: { id: number; title: string; phase: string; tone: string; href: string } | null;
  choices: Option[];
  newHref: string;
  same: { name: string; href: string; subject: string }[];
};

export async function incidentPiece(
  ctx: Context,
  by: Person,
  ticket: { id: number; number: number },
): Promise<IncidentPiece> {
  const incident = await incidentOf(ctx.db, ticket.id);
  const choices = await incidentsNow(ctx.db, CHOICES);
  const same = await sameAs(ctx.db, ticket.id, eyesOf(by), MOST_SAME);
  const others = same.map(({ number }) => `&t_${number}=1`).join("");
  return {
    canManage: can(by, "incident.manage"),
    now: incident
      ? {
          ...{ id: incident.id, title: incident.title, href: workAddress(incident) },
          ...{ phase: PHASE_NAMES[incident.phase], tone: PHASE_TONES[incident.phase] },
        }
      : null,
    choices: choices.map(({ id, title }) => ({ value: String(id), label: title })),
    newHref: `/desk/incidents/new?t_${ticket.number}=1${others}`,
    same: same.map((one) => ({ name: nameOf(one), href: addressOf(one), subject: one.subject })),
  };
}
