import { randomBytes } from "node:crypto";
import type { ErrorRequestHandler, Request, RequestHandler } from "express";
import { notFound, Refusal } from "#server/platform/errors.ts";
import type { Log } from "#server/platform/log.ts";
import { pathForLog } from "./log-lines.ts";
import { sendHtml, siteOf } from "./show.ts";
import type { Site } from "./site.ts";
import { view } from "./view.ts";

type ErrorPage = {
  title: string;
  status: number;
  sentence: string;
  reference: string | null;
  /** Words to search for instead, where there may be an article about them. */
  search: string | null;
  /** What was sent with it, to copy from: going back may not bring it back. */
  typed: { name: string; value: string }[];
};

const errorView = view<ErrorPage>("errors/error");

const TITLES = new Map([
  [400, "That did not arrive whole"],
  [403, "This was not done"],
  [404, "No such page"],
  [409, "Someone was faster"],
  [413, "That is too much at once"],
  [414, "This address is too long"],
  [415, "That is no form of ours"],
  [421, "The portal has another name"],
  [422, "Something is missing"],
  [429, "Too many tries"],
  [503, "One moment"],
]);

/** The first way out: no route wanted this address. */
export const nothingHere: RequestHandler = () => {
  throw notFound();
};

/** The second way out: whatever went wrong becomes one page, and the reference on it stands in the log. */
export function explainErrors(log: Log, bareSite: () => Site): ErrorRequestHandler {
  return (error, request, response, _next) => {
    if (response.headersSent) return void response.destroy();
    const refusal = asRefusal(error);
    const reference = refusal ? null : randomBytes(5).toString("hex");
    if (reference)
      log.error(
        { err: error, reference, path: pathForLog(request.originalUrl), requestId: request.id },
        "A request failed.",
      );
    const status = refusal?.status ?? 500;
    if (refusal?.retryAfterSeconds) response.setHeader("Retry-After", String(refusal.retryAfterSeconds));
    const sentence =
      refusal?.message ?? "This is our fault. Nothing you typed was half saved. Tell your admin the reference below.";
    if (wantsJson(request)) return void response.status(status).json({ error: sentence, reference });
    const site = response.locals.site ? siteOf(response) : bareSite();
    const page: ErrorPage = {
      title: TITLES.get(status) ?? (status < 500 ? "That did not work" : "Something broke"),
      status,
      sentence,
      reference,
      search:
        status === 404 && site.nav.some(({ href }) => href === "/articles") ? wordsOf(request.path) || null : null,
      typed: typedIn(request),
    };
    sendHtml(request, response, errorView(page, site), status);
  };
}

const wantsJson = (request: Request) => request.path.endsWith(".json") || request.accepts("html", "json") === "json";

/** What Express and its parsers throw carries a status below 500; the sentence is ours. */
function asRefusal(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error;
  const status = typeof error === "object" && error !== null && "status" in error ? Number(error.status) : 0;
  if (status === 413)
    return new Refusal(413, "A form may hold up to 1 MB. Go back, and shorten it or paste only the telling part.");
  return status >= 400 && status < 500
    ? new Refusal(status, "The request could not be read. Go back and try again.")
    : null;
}

/** What the address was probably about: its words, without the name of the shelf they were looked for on. */
function wordsOf(path: string): string {
  const [shelf, ...rest] = safelyDecoded(path).split("/").filter(Boolean);
  return (rest.length > 0 ? rest.join(" ") : (shelf ?? ""))
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 2 && word.length < 40)
    .slice(-6)
    .join(" ");
}

function safelyDecoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const SHORTEST_TYPED = 20;
const NOT_TYPED = /^_|password|^current$|^proof$|^next$|^back$/;

const typedIn = ({ body }: Request) =>
  Object.entries((body ?? {}) as Record<string, unknown>).flatMap(([name, value]) =>
    typeof value === "string" && value.length >= SHORTEST_TYPED && !NOT_TYPED.test(name) ? [{ name, value }] : [],
  );
