import { randomUUID } from "node:crypto";
import type { Happening } from "./happening.ts";
import type { Reader } from "./reader.ts";
import { redact } from "./redactor.ts";

const SCHEMA = 1;

/** Something that happened, fit to be stored: ids aside, nothing in it leads back to a person. */
export type Event = {
  id: string;
  at: number;
  personId: number | null;
  kind: Reader["kind"];
  session: string;
  happening: Happening;
};

export type EventRow = {
  id: string;
  at: number;
  type: Happening["type"];
  kind: Reader["kind"];
  session: string | null;
  article: string | null;
  ticket: number | null;
  data: string;
};

type Sign = (token: string) => string;

export function eventOf(
  reader: Reader,
  happening: Happening,
  at: number,
  sign: Sign,
  id: string = randomUUID(),
): Event {
  return { id, at, personId: reader.personId, kind: reader.kind, session: sign(reader.token), happening };
}

/** What an article was when it was read. */
export type AboutArticle = { category: string; words: number };

/** The row of an event, and what was typed in it, which is kept apart. */
export function rowOf(
  { id, at, kind, session, happening }: Event,
  known: ReadonlyMap<string, AboutArticle>,
): { row: EventRow; text: string | null } {
  const { type, article, ticket, q, ...data } = { article: null, ticket: null, q: undefined, ...happening };
  const about = (type === "view" || type === "suggest_open") && article ? known.get(article) : undefined;
  const content = JSON.stringify({ v: SCHEMA, ...about, ...data });
  const row = { id, at, type, kind, session, article: article ?? null, ticket, data: content };
  // A list is shown for the search before it; its words need not be kept twice.
  return { row, text: q === undefined || type === "impression" ? null : redact(q) };
}
