import { z } from "zod";
import { emailAddress, line, paragraphs } from "#server/http/form.ts";
import { pastHappening } from "#server/journeys/importing.ts";
import { ROLES } from "#server/people/person.ts";
import { LABELS, URGENCIES } from "#server/tickets/ticket.ts";

const LONGEST = 100_000;
const LONGEST_SUBJECT = 150;

const id = z
  .union([z.string().trim().min(1).max(200), z.number().int()], { error: "is missing or is no id" })
  .transform(String);
const time = z
  .union([z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)), z.number().int()], {
    error: "is no time like 2026-03-02T09:30:00Z",
  })
  .refine((at) => at >= 0 && at < 8e15, { error: "is no time like 2026-03-02T09:30:00Z" });
const count = z.number().int().min(0);

const subject = z
  .string()
  .min(1)
  .transform((text) => (text.length > LONGEST_SUBJECT ? `${text.slice(0, LONGEST_SUBJECT - 1)}…` : text))
  .pipe(line("subject", LONGEST_SUBJECT));

/** Every kind of line there is, field by field. */
export const LINES = {
  person: z.strictObject({
    type: z.literal("person"),
    id,
    email: emailAddress,
    name: line("name", 80),
    role: z.enum(ROLES).default("requester"),
    team: z.string().trim().max(80).nullish(),
    created_at: time.optional(),
  }),
  ticket: z.strictObject({
    type: z.literal("ticket"),
    id,
    requester: id,
    subject,
    body: paragraphs("body", LONGEST),
    opened_at: time,
    category: z.string().nullish(),
    urgency: z.enum(URGENCIES).default("normal"),
    assignee: id.nullish(),
    resolved_at: time.nullish(),
    label: z.enum(LABELS).nullish(),
    article: z.string().nullish(),
  }),
  message: z.strictObject({
    type: z.literal("message"),
    id,
    ticket: id,
    author: id,
    body: paragraphs("body", LONGEST),
    sent_at: time,
    kind: z.enum(["public", "note"]).default("public"),
  }),
  week: z.strictObject({
    type: z.literal("week"),
    week: z.string().regex(/^\d{4}-(W\d\d|\d\d-\d\d)$/, { error: "is no week like 2026-W10 and no date in one" }),
    basic: count,
    other: count.default(0),
    exposure: count.min(1),
    source: z.string().trim().min(1).max(80).default("import"),
  }),
  event: z.strictObject({
    type: z.literal("event"),
    id,
    at: time,
    person: id,
    session: z.string().min(1).max(200),
    event: pastHappening,
  }),
};

export type Kind = keyof typeof LINES;
export const KINDS = Object.keys(LINES) as Kind[];

type Shapes = { [K in Kind]: z.output<(typeof LINES)[K]> };
export type Line<K extends Kind = Kind> = Shapes[K];

export type Read = { ok: true; line: Line } | { ok: false; problem: string };

/** Reads one line, or says what is wrong with it in half a sentence. */
export function readLine(text: string): Read {
  try {
    return readThing(JSON.parse(text), KINDS);
  } catch (error) {
    if (error instanceof SyntaxError) return { ok: false, problem: "is not JSON" };
    throw error;
  }
}

/** Reads what a line or a row of a table holds. */
export function readThing(given: unknown, kinds: readonly Kind[]): Read {
  const type = (given as { type?: unknown } | null)?.type;
  if (!kinds.some((kind) => kind === type))
    return { ok: false, problem: `has no type; it is one of ${kinds.join(", ")}` };
  const read = LINES[type as Kind].safeParse(given, { error: sentenceFor });
  if (read.success) return { ok: true, line: read.data };
  const { issues } = read.error;
  // A field under another name is missing too; the name is what has to be put right.
  const issue = issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0];
  return { ok: false, problem: `${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`.trim() };
}

function sentenceFor(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === "unrecognized_keys") return `knows no field ${issue.keys.join(", ")}`;
  if (issue.code === "invalid_value") return `is none of ${issue.values.join(", ")}`;
  if (issue.code === "invalid_type") return issue.input === undefined ? "is missing" : `is no ${issue.expected}`;
  if (issue.code === "too_small" || issue.code === "too_big") return "is too short, too long or out of bounds";
  return undefined;
}

export const SHAPES = `FILE.ndjson: one JSON object a line, in any order. Times are ISO 8601 with a zone, or milliseconds UTC. Ids are
those of the other desk; they make it safe to bring the same file in again.

  {"type": "person", "id": "p7", "email": "ada@example.org", "name": "Ada Lovelace", "role": "requester", "team": "Payments",
   "created_at": "2026-01-05T09:00:00Z"}      role (requester, agent, manager, admin), team, created_at may be left out;
                                              who has an account already keeps it as it is
  {"type": "ticket", "id": "t1", "requester": "p7", "subject": "Merge fails", "body": "It says 42804.",
   "opened_at": "2026-03-02T09:30:00Z", "category": "branches-and-commits", "urgency": "normal", "assignee": "p2",
   "resolved_at": "2026-03-02T12:00:00Z", "label": "basic", "article": "branch-already-exists"}
                                              requester and assignee: an id or an address; label: basic, basic-uncovered,
                                              not-basic; everything from category on may be left out
  {"type": "message", "id": "m1", "ticket": "t1", "author": "p2", "body": "Try this.", "sent_at": "2026-03-02T10:00:00Z",
   "kind": "public"}                          kind: public or note
  {"type": "week", "week": "2026-W10", "basic": 23, "other": 40, "exposure": 110, "source": "old desk"}
                                              questions counted elsewhere and the people who could have asked; the same
                                              week of the same source again replaces it. A week that comes both as a
                                              count and as tickets is counted by its count, never twice
  {"type": "event", "id": "e1", "at": "2026-03-02T09:20:00Z", "person": "p7", "session": "s1",
   "event": {"type": "search", "q": "merge 42804", "results": 3}}
                                              what readers did: search, view, reading, vote, solved, ask_open, suggest_open

FILE.csv: a table whose first row names the same fields, in any order; what is left empty is left out. A file whose name
begins with people, tickets, messages or weeks holds those ("tickets-2026.csv"); any other has a column "type". Readers'
events come as NDJSON only. Name tickets and their messages in one call, so that each lands where it was said:

  portal import people.csv tickets.csv messages.csv

  tickets.csv        id,requester,subject,body,opened_at,urgency
                     t1,ada@example.org,Merge fails,It says 42804.,2026-03-02T09:30:00Z,normal`;
