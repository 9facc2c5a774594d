import type { z } from "zod";
import { Refusal } from "#server/platform/errors.ts";

/** What was wrong with one field, by its name ("body.subject") and in a sentence. */
export type Wrong = { field: string; detail: string };

/** RFC 9457: how a program is told that something did not work. */
export type Problem = {
  type: "about:blank";
  title: string;
  status: number;
  detail: string;
  errors?: Wrong[];
  /** Stands in the log of the portal beside what went wrong. */
  reference?: string;
};

const TITLES = new Map([
  [400, "Bad request"],
  [401, "Not signed in"],
  [403, "Not allowed"],
  [404, "Not found"],
  [409, "Conflict"],
  [413, "Too large"],
  [415, "Unsupported media type"],
  [422, "Invalid input"],
  [429, "Too many requests"],
  [503, "Busy"],
]);

export const problemOf = (
  status: number,
  detail: string,
  more: Pick<Problem, "errors" | "reference"> = {},
): Problem => ({
  type: "about:blank",
  title: TITLES.get(status) ?? (status < 500 ? "Refused" : "Internal error"),
  status,
  detail,
  ...more,
});

/** Input that does not fit its description, field by field. */
export class WrongInput extends Refusal {
  readonly errors: Wrong[];

  constructor(errors: Wrong[]) {
    super(422, errors.map(({ detail }) => detail).join(" "));
    this.errors = errors;
  }
}

/** Reads one part of a request. Every mistake is told, so that nobody has to find them one by one. */
export function readPart<Schema extends z.ZodType>(part: string, schema: Schema, given: unknown): z.output<Schema> {
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  throw new WrongInput(read.error.issues.flatMap((issue) => wrongIn(part, issue)));
}

type Issue = z.core.$ZodIssue;

function wrongIn(part: string, issue: Issue): Wrong[] {
  const place = [part, ...issue.path.map(String)].join(".");
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({ field: `${place}.${key}`, detail: `There is no field "${key}" here.` }));
  return [{ field: place, detail: /^Invalid/.test(issue.message) ? `${place}: ${issue.message}.` : issue.message }];
}
