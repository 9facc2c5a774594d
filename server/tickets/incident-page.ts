import type { Option } from "#server/http/fields.ts";
import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import type { SafeHtml } from "#server/platform/html.ts";
import { eyesOf } from "./finding.ts";
import * as words from "./incident.ts";
import { incidentsBefore } from "./incident-store.ts";
import { gatheredIn, ownIn } from "./incident-ticket-store.ts";
import { type TimelineLine, timelineOf, type UpdateLine, updateLines } from "./incident-timeline.ts";
import { findIncident } from "./incidents.ts";
import { openProblems } from "./problem-store.ts";
import { findProblem, problemAddress } from "./problems.ts";
import { incidentRuns, type RunLine } from "./runbook-page.ts";
import { addressOf, nameOf, type Status } from "./ticket.ts";
import { STATUS_NAMES, STATUS_TONES } from "./words.ts";
import { writeDown } from "./writing.ts";

const TICKETS_SHOWN = 100;
const PER_PAGE = 30;
const MOST_PROBLEMS = 100;

type Line = {
  name: string;
  title: string;
  href: string;
  phase: { name: string; tone: string };
  at: number;
  tickets: number;
};
type IncidentsPage = { title: string; open: Line[]; past: Line[]; nextHref: string | null };
export const incidentsView = view<IncidentsPage>("tickets/incidents", "staff");

export async function incidentsPage(ctx: Context, before: number | null): Promise<IncidentsPage> {
  const rows = await incidentsBefore(ctx.db, before ?? Number.MAX_SAFE_INTEGER, PER_PAGE + 1);
  const shown = rows.slice(0, PER_PAGE);
  return {
    title: "Incidents",
    open: shown.filter(({ overAt }) => overAt === null).map(toIncidentLine),
    past: shown.filter(({ overAt }) => overAt !== null).map(toIncidentLine),
    nextHref: rows.length > PER_PAGE ? `/desk/incidents?before=${shown.at(-1)?.id ?? 0}` : null,
  };
}

export const toIncidentLine = (incident: words.Incident & { tickets: number }): Line => ({
  ...{ name: words.incidentName(incident), title: incident.title, href: words.workAddress(incident) },
  ...{ phase: phaseOf(incident), at: incident.openedAt, tickets: incident.tickets },
});

const phaseOf = ({ phase }: words.Incident) => ({ name: words.PHASE_NAMES[phase], tone: words.PHASE_TONES[phase] });

type IncidentPage = {
  title: string;
  name: string;
  address: string;
  publicHref: string;
  phase: { name: string; tone: string };
  summary: string;
  openedAt: number;
  overAt: number | null;
  version: number;
  timeline: TimelineLine[];
  tickets: {
    name: string;
    number: number;
    href: string;
    subject: string;
    requester: string;
    status: { name: string; tone: string };
  }[];
  /** What is followed for it and all its tickets, and where another is begun. */
  runs: RunLine[];
  runbooksHref: string;
  phases: Option[];
  update: Draft;
  about: Draft;
  review: { draft: Draft; html: SafeHtml; at: number | null } | null;
  problem: { title: string; href: string } | null;
  problems: Option[];
  chosenProblem: Draft;
  /** Where words are taken out of it, for who may. */
  redactHref: string | null;
};
export const incidentView = view<IncidentPage>("tickets/incident", "staff");

export async function incidentPage(
  ctx: Context,
  by: Person,
  id: number,
  wishes: { update?: Draft; about?: Draft } = {},
): Promise<IncidentPage> {
  const incident = await findIncident(ctx, id);
  const { title, summary, openedAt, overAt, version, phase, review, problemId } = incident;
  const tickets = await gatheredIn(ctx.db, id, eyesOf(by), 0, TICKETS_SHOWN);
  const problem = problemId === null ? null : await findProblem(ctx, problemId);
  return {
    ...{ title, name: words.incidentName(incident), summary, openedAt, overAt, version, phase: phaseOf(incident) },
    ...{ address: words.workAddress(incident), publicHref: words.incidentAddress(incident) },
    timeline: await timelineOf(ctx, id),
    tickets: tickets.map((ticket) => ({
      ...{ name: nameOf(ticket), number: ticket.number, href: addressOf(ticket), subject: ticket.subject },
      ...{ requester: ticket.requester, status: statusOf(ticket) },
    })),
    runs: await incidentRuns(ctx, by, incident),
    runbooksHref: `${words.workAddress(incident)}/runbooks`,
    phases: words.PHASES.map((value) => ({ value, label: words.PHASE_NAMES[value] })),
    update: wishes.update ?? blankDraft({ body: "", phase, kind: "public" }),
    about: wishes.about ?? blankDraft({ title, summary }),
    review:
      overAt === null ? null : { draft: blankDraft({ review }), html: writeDown(review).html, at: incident.reviewedAt },
    problem: problem ? { title: problem.title, href: problemAddress(problem) } : null,
    problems: [
      { value: "", label: "Not known" },
      ...(await openProblems(ctx.db, MOST_PROBLEMS)).map(({ id, title }) => ({ value: String(id), label: title })),
    ],
    redactHref: can(by, "ticket.redact") ? `${words.workAddress(incident)}/redaction` : null,
    chosenProblem: blankDraft({ problem: problemId === null ? "" : String(problemId) }),
  };
}

const statusOf = ({ status, spamAt }: { status: Status; spamAt: number | null }) =>
  spamAt === null ? { name: STATUS_NAMES[status], tone: STATUS_TONES[status] } : { name: "Spam", tone: "" };

type PublicPage = {
  title: string;
  address: string;
  phase: { name: string; tone: string };
  summary: string;
  openedAt: number;
  isOver: boolean;
  updates: UpdateLine[];
  own: { name: string; href: string } | null;
};
export const publicIncidentView = view<PublicPage>("tickets/incident-public");

/** An incident as those see it who are hit by it. */
export async function publicIncidentPage(ctx: Context, by: Person, id: number): Promise<PublicPage> {
  const incident = await findIncident(ctx, id);
  const own = await ownIn(ctx.db, id, by.id);
  return {
    ...{ title: incident.title, summary: incident.summary, openedAt: incident.openedAt, phase: phaseOf(incident) },
    ...{ address: words.incidentAddress(incident), isOver: incident.overAt !== null },
    updates: await updateLines(ctx, id, false),
    own: own ? { name: nameOf(own), href: addressOf(own) } : null,
  };
}
