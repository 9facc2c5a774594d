import { z } from "zod";
import { METRICS } from "#server/escalation/policy.ts";
import { line, oneOf, paragraphs, readForm, submissionId, wholeNumber } from "#server/http/form.ts";
import { MOST_FILES } from "#server/http/uploads.ts";
import { badRequest } from "#server/platform/errors.ts";
import type { AskDraft } from "./asking.ts";
import { readFieldsTyped } from "./field.ts";
import { LABELS, URGENCIES } from "./ticket.ts";
import { MOST_TRIED } from "./tried.ts";
import { LONGEST_BODY, LONGEST_SUBJECT } from "./writing.ts";

export { LONGEST_BODY, LONGEST_SUBJECT };

/** More than may be sent: what is too long comes back whole, to be shortened by its author. */
const LONGEST_KEPT = 200_000;

const optional = (most: number) =>
  z.string().transform((text) => text.replaceAll("\u0000", "").slice(0, most).toWellFormed());
const mark = optional(400);

const draftForm = z.object({
  subject: optional(LONGEST_KEPT),
  body: optional(LONGEST_KEPT),
  category: optional(100),
  urgency: z.enum(URGENCIES).catch("normal"),
  for: optional(254),
});
const PLACES = Array.from({ length: MOST_TRIED }, (_, place) => `tried_${place}`);
const triedForm = z.object(Object.fromEntries(PLACES.map((place) => [place, mark])));

const FILES = Array.from({ length: MOST_FILES }, (_, place) => `file_${place}`);
const filesForm = z.object(Object.fromEntries(FILES.map((place) => [place, optional(22)])));

/** Files that were kept before, by the ids they were kept under, and those that came with this form. */
export function readFiles(body: unknown, uploads: readonly string[] = []): string[] {
  const named = readForm(filesForm, body);
  const before = named.ok ? FILES.map((place) => named.value[place] ?? "") : [];
  return [...new Set([...before, ...uploads])].filter((id) => /^[\w-]{22}$/.test(id)).slice(0, MOST_FILES);
}

/** A question as far as it is written: anything goes, it only has to end. */
export function readDraft(body: unknown, uploads: readonly string[] = []): AskDraft {
  const draft = readForm(draftForm, body);
  const tried = readForm(triedForm, body);
  if (!draft.ok || !tried.ok) throw badRequest("This form is incomplete. Reload the page and try again.");
  return {
    ...draft.value,
    tried: PLACES.map((place) => tried.value[place] ?? "").filter(Boolean),
    files: readFiles(body, uploads),
    fields: readFieldsTyped(body),
  };
}

/** What a question needs before it goes anywhere. */
export const questionForm = z.object({
  subject: line("The subject", LONGEST_SUBJECT, 3),
  body: paragraphs("What happened", LONGEST_BODY),
});

export const sendForm = z.object({ _once: submissionId });
export const solvedForm = z.object({ _once: submissionId, article: optional(100) });

export const messageForm = z.object({
  kind: z.enum(["public", "note"]).catch("public"),
  body: paragraphs("Your message", LONGEST_BODY),
  seen: wholeNumber("The last message you saw", 0),
  anyway: optional(5),
  next: z.enum(["", "wait", "resolve", "thanks"]).catch(""),
  _once: submissionId,
});

const personOrNobody = z.union([z.literal("").transform(() => null), wholeNumber("The person")], {
  error: "Choose somebody, or nobody.",
});
export const assignmentForm = z.object({ assignee: personOrNobody, from: personOrNobody });

export const triageForm = z.object({
  seq: wholeNumber("The version of the ticket"),
  status: z.union([z.enum(["open", "waiting"]), z.string().transform(() => null)]),
  urgency: oneOf("an urgency", URGENCIES),
  category: optional(100).transform((slug) => slug || null),
  // Left out where there is only one.
  queue: z.union([z.literal("").transform(() => undefined), wholeNumber("The queue")]),
});

export const waiverForm = z.object({
  metric: z.enum(METRICS),
  n: wholeNumber("The round", 1, 100_000),
  reason: line("The reason", 200, 3),
});

/** The tags that were shown go along: only the difference is changed. */
export const tagsForm = z.object({ before: optional(1000), tags: optional(1000) });

export const verdictForm = z.object({
  label: oneOf("what kind of question it was", LABELS),
  article: optional(100),
  named: optional(300),
  /** Needed where a frozen label changes; asked for only then. */
  reason: optional(300).transform((text) => text.replace(/\s+/g, " ").trim()),
  /** The place of the last message on the page they resolve from. */
  seen: z.union([z.literal("").transform(() => undefined), wholeNumber("The last message you saw", 0)]),
});
