import type { Request, RequestHandler } from "express";
import { badRequest, Refusal } from "#server/platform/errors.ts";

/** A search of two thousand letters of the longest kind still fits. */
const LONGEST_ADDRESS = 24_000;

/** What cannot have been typed into one of our pages is refused before anybody has to think about it. */
export const refuseBrokenAddress: RequestHandler = (request, _response, next) => {
  if (request.originalUrl.length > LONGEST_ADDRESS)
    throw new Refusal(414, "This address is longer than the portal can read. Shorten what you search for.");
  // What is looked for may be any scrap of a log; the search takes out what it cannot use.
  const asked = request.path.startsWith("/search") ? [] : textsOf(request.query);
  for (const text of [decoded(request.path), ...asked])
    if (!isStorable(text)) throw badRequest("This address has characters that no page of the portal has.");
  next();
};

/** Stands behind everything that reads bodies: what nobody of them has read is no form of ours. */
export const refuseBrokenBody: RequestHandler = (request, _response, next) => {
  const isForm = request.is(["application/x-www-form-urlencoded", "multipart/form-data"]);
  if (hasBody(request) && !(isForm && request.body))
    throw new Refusal(415, "The portal reads forms as its own pages send them, and nothing else.");
  for (const text of textsOf(request.body))
    if (!isStorable(text)) throw badRequest("What was sent has characters that cannot be stored.");
  next();
};

const hasBody = ({ headers }: Request) =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw badRequest("This address was cut off or changed on its way.");
  }
}

// Names of fields count too: they come from the same stranger.
const textsOf = (fields: unknown): string[] =>
  Object.entries((fields ?? {}) as Record<string, unknown>)
    .flat(2)
    .filter((text) => typeof text === "string");

const isStorable = (text: string) => text.isWellFormed() && !text.includes("\u0000");
