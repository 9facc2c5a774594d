/** As long as the secrets in our links and the ids of sessions: what looks like one is not written down. */
const SECRET = /(?<=\/)[\w-]{43}(?=\/|$)/g;

/** A path as the log may have it: without the query, which may hold a question, and without secrets. */
export const pathForLog = (url: string) => (url.split("?")[0] ?? "").replace(SECRET, "[secret]");

/** What the log says of a request. */
export const whatWasAsked = (request: { id: string; method: string; url: string }) => ({
  id: request.id,
  method: request.method,
  path: pathForLog(request.url),
});
