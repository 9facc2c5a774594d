import type { PeriodAsked } from "./period.ts";

type Answer = { setHeader(name: string, value: string): unknown };

/** The period in an address; a field sent twice is taken as not given. */
export function periodIn(query: Record<string, unknown>): PeriodAsked {
  const text = (given: unknown) => (typeof given === "string" ? given : undefined);
  return { from: text(query.from), to: text(query.to) };
}

/** Tells the browser to keep it as a file of this name. */
export function attach(response: Answer, name: string): void {
  response.setHeader("Content-Type", "text/csv; charset=utf-8");
  response.setHeader("Content-Disposition", `attachment; filename="${name}"`);
}
