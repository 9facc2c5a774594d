import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { eyesOf } from "./finding.ts";
import { subjectOf } from "./letters.ts";
import { ticketByNumber } from "./store.ts";

/** What notifications say that tickets are about, by their names; those that a person may not see are missing. */
export async function subjectsOf(ctx: Context, person: Person, names: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const name of new Set(names)) {
    const [, number] = /^T-([1-9]\d{0,8})$/.exec(name) ?? [];
    const ticket = number ? await ticketByNumber(ctx.db, Number(number), eyesOf(person)) : undefined;
    if (ticket) found.set(name, subjectOf(ticket));
  }
  return found;
}
