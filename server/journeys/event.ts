import { randomUUID } from "node:crypto";
import { VERSION } from "#server/platform/version.ts";
import type { Happening } from "./happening.ts";
import type { Reader } from "./reader.ts";
import { redact } from "./redactor.ts";

/** Raised whenever what is recorded changes, or when it is: the figures before and after were collected differently. */
export const SCHEMA = 2;

/** What a page tells beside what happened. What comes with an id counts once, however often it is sent. */
export type Told = {
  id?: string | undefined;
  /** The page view it belongs to. */
  page?: string | undefined;
  /** What the browser's own clock said. It is compared with ours and decides nothing. */
  clientAt?: number | undefined;
};

/** Something that happened, fit to be stored: ids aside, nothing in it leads back to a person. */
export type Event = {
  id: string;
  at: number;
  personId: number | null;
  kind: Reader["kind"];
  session: string;
  happening: Happening;
  page: string | null;
  clientAt: number | null;
  /** The pattern of the address, with nobody's words in it. */
  route: string | null;
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
  client_at: number | null;
  page: string | null;
  route: string | null;
  app: string | null;
  schema: number | null;
};

type Sign = (token: string) => string;

export function eventOf(reader: Reader, happening: Happening, at: number, sign: Sign, told: Told = {}): Event {
  const { id = randomUUID(), clientAt = null } = told;
  const { personId, kind, token, route = null } = reader;
  const page = told.page ?? reader.page ?? null;
  return { id, at, personId, kind, session: sign(token), happening, page, clientAt, route };
}

/** What an article was when it was read. */
export type AboutArticle = { category: string; words: number };

/** The row of an event, and what was typed in it, which is kept apart. */
export function rowOf(
  { id, at, kind, session, happening, page, clientAt, route }: Event,
  known: ReadonlyMap<string, AboutArticle>,
): { row: EventRow; text: string | null } {
  const { type, article, ticket, q, ...data } = { article: null, ticket: null, q: undefined, ...happening };
  const about = (type === "view" || type === "suggest_open") && article ? known.get(article) : undefined;
  const content = JSON.stringify({ ...about, ...data });
  const around = { client_at: clientAt, page, route, app: VERSION, schema: SCHEMA };
  const row = { id, at, type, kind, session, article: article ?? null, ticket, data: content, ...around };
  // A list is shown for the search before it, whose page it shares; its words need not be kept twice.
  return { row, text: q === undefined || type === "impression" ? null : redact(q) };
}
