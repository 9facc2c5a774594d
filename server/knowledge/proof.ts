import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import { DAY, HOUR } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { checksOf } from "./check-store.ts";

/** What the last run of an article's examples says to its readers. */
export type Proof = {
  /** The server's main version: "15". */
  server: string;
  checkedAt: number;
  /** "3 days ago": how old it is matters more than which day it was. */
  age: string;
  worked: number;
  failed: number;
  /** What went wrong, for those who can put it right: it may name what is in somebody's database. */
  failures: { place: number; statement: string; reason: string }[];
};

/** Null while none of the examples of this revision has been run. */
export async function proofOf(ctx: Context, person: Person | null, articleId: number): Promise<Proof | null> {
  const checks = (await checksOf(ctx.db, articleId)).filter(({ outcome }) => outcome !== "skipped");
  const [first] = checks;
  if (!first) return null;
  const failed = checks.filter(({ outcome }) => outcome === "failed");
  return {
    server: first.server.split(".")[0] ?? first.server,
    checkedAt: first.checkedAt,
    age: ageOf(ctx.clock.now() - first.checkedAt),
    worked: checks.length - failed.length,
    failed: failed.length,
    failures: can(person, "knowledge.write")
      ? failed.map(({ place, statement, reason }) => ({ place, statement, reason: reason ?? "" }))
      : [],
  };
}

function ageOf(ms: number): string {
  if (ms < HOUR) return "within the last hour";
  if (ms < DAY) return count(Math.floor(ms / HOUR), "hour");
  return count(Math.floor(ms / DAY), "day");
}

const count = (number: number, unit: string) => `${number} ${unit}${number === 1 ? "" : "s"} ago`;
