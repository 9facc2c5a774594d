import { sql } from "kysely";
import { PROGRAMS } from "#server/people/person.ts";
import type { Database } from "#server/platform/database/database.ts";
import type { Week } from "#server/platform/weeks.ts";
import type { TenureFact } from "./tenure.ts";
import { inWeeks, type Windows } from "./trust-store.ts";

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    weekly_tenure: TenureFact;
  }
}

/**
 * Those of the accounts that may ask and were enabled at some moment of a stretch of time that were made after `since`.
 * Whoever asked before the account was made is no newcomer: it came with the history of another desk.
 */
export async function newcomersBetween(
  db: Database,
  { from, to, since }: { from: number; to: number; since: number },
): Promise<Set<number>> {
  const people = await db
    .selectFrom("person")
    .select("id")
    .where("role", "=", "requester")
    .where("person.email", "not like", `%${PROGRAMS}`)
    .where("person.created_at", ">", since)
    .where("person.created_at", "<", to)
    .where((where) => where.or([where("disabled_at", "is", null), where("disabled_at", ">=", from)]))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("ticket")
            .select("ticket.id")
            .whereRef("ticket.requester_id", "=", "person.id")
            .whereRef("ticket.opened_at", "<", "person.created_at"),
        ),
      ),
    )
    .execute();
  return new Set(people.map(({ id }) => id));
}

/** Both groups of a week, in place of what was there. */
export async function saveTenures(db: Database, week: Week, tenures: TenureFact[]): Promise<void> {
  await db.deleteFrom("weekly_tenure").where("week", "=", week).execute();
  if (tenures.length > 0) await db.insertInto("weekly_tenure").values(tenures).execute();
}

export async function tenureTotals(db: Database, { baseline, current }: Windows) {
  const [before, now] = [inWeeks(baseline), inWeeks(current)];
  const { rows } = await sql<{ tenure: TenureFact["tenure"]; y_b: number; t_b: number; y_c: number; t_c: number }>`
    select tenure,
      sum(case when ${before} then basic else 0 end) as y_b, sum(case when ${before} then exposure else 0 end) as t_b,
      sum(case when ${now} then basic else 0 end) as y_c, sum(case when ${now} then exposure else 0 end) as t_c
    from weekly_tenure where ${inWeeks([...baseline, ...current])} group by tenure order by tenure`.execute(db);
  return rows;
}
