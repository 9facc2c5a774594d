import { randomBytes } from "node:crypto";
import type { ErrorRequestHandler, RequestHandler } from "express";
import { notFound, Refusal } from "#server/platform/errors.ts";
import type { Log } from "#server/platform/log.ts";
import { show } from "./show.ts";
import { view } from "./view.ts";

type ErrorPage = { title: string; status: number; sentence: string; reference: string | null; search: string | null };

const errorView = view<ErrorPage>("errors/error");

const TITLES = new Map([
  [400, "That did not arrive whole"],
  [403, "You may not do this"],
  [404, "No such page"],
  [409, "Someone was faster"],
  [413, "That is too much at once"],
  [422, "Something is missing"],
  [429, "Too many tries"],
  [503, "One moment"],
]);

/** The first way out: no route wanted this address. */
export const nothingHere: RequestHandler = () => {
  throw notFound();
};

/** The second way out: whatever went wrong becomes one page, and the reference on it stands in the log. */
export function explainErrors(log: Log): ErrorRequestHandler {
  return (error, request, response, _next) => {
    if (response.headersSent) return void response.destroy();
    const refusal = asRefusal(error);
    const reference = refusal ? null : randomBytes(5).toString("hex");
    if (reference) log.error({ err: error, reference, path: request.path, requestId: request.id }, "A request failed.");
    const status = refusal?.status ?? 500;
    if (refusal?.retryAfterSeconds) response.setHeader("Retry-After", String(refusal.retryAfterSeconds));
    const sentence =
      refusal?.message ?? "This is our fault. Nothing you typed was half saved. Tell your admin the reference below.";
    if (!response.locals.site || request.accepts("html", "json") === "json")
      return void response.status(status).json({ error: sentence, reference });
    const title = TITLES.get(status) ?? "Something broke";
    show(
      request,
      response,
      errorView,
      { title, status, sentence, reference, search: status === 404 ? wordsOf(request.path) : null },
      status,
    );
  };
}

/** What Express and its parsers throw carries a status below 500; the sentence is ours. */
function asRefusal(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error;
  const status = typeof error === "object" && error !== null && "status" in error ? Number(error.status) : 0;
  if (status === 413)
    return new Refusal(413, "A form may hold up to 1 MB. Shorten it, or paste only the telling part.");
  return status >= 400 && status < 500
    ? new Refusal(status, "The request could not be read. Go back and try again.")
    : null;
}

const wordsOf = (path: string) =>
  path
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 2 && word.length < 40)
    .slice(-6)
    .join(" ");
