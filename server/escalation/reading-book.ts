import type { Context } from "#server/platform/context.ts";
import type { Book } from "./book.ts";
import { policyShape } from "./policy.ts";
import { calendarVersions, policyVersions } from "./store.ts";
import { calendarShape } from "./written-calendar.ts";

export type KnownBook = {
  book: Book;
  /** Changes with every version and with the runtime's zone data: by it one sees whether a clock is up to date. */
  key: string;
};

let last: { content: string; known: KnownBook } | undefined;

/** Every version there is. While nothing changed it is the same object, so that what was listed for it is kept. */
export async function readBook(ctx: Pick<Context, "db">): Promise<KnownBook> {
  const [calendars, policies] = [await calendarVersions(ctx.db), await policyVersions(ctx.db)];
  const content = JSON.stringify([calendars, policies]);
  if (last?.content === content) return last.known;
  const book: Book = {
    calendars: calendars.map((row) => ({
      calendarId: row.calendar_id,
      no: row.no,
      madeAt: row.made_at,
      appliesFrom: row.applies_from,
      written: calendarShape.parse(JSON.parse(row.definition)),
    })),
    policies: policies.map((row) => ({
      policyId: row.policy_id,
      no: row.no,
      madeAt: row.made_at,
      policy: policyShape.parse(JSON.parse(row.definition)),
    })),
  };
  const known = { book, key: `${calendars.length}.${policies.length} ${process.versions.tz}` };
  last = { content, known };
  return known;
}
