import { sql } from "kysely";
import type { Database } from "#server/platform/database/database.ts";
import type { Week } from "#server/platform/weeks.ts";

export type Windows = { baseline: readonly Week[]; current: readonly Week[] };

export const inWeeks = (weeks: readonly Week[]) =>
  weeks.length > 0 ? sql`week in (${sql.join([...weeks])})` : sql`1 = 0`;

export async function teamTotals(db: Database, { baseline, current }: Windows) {
  const [before, now] = [inWeeks(baseline), inWeeks(current)];
  const { rows } = await sql<{ team: string; y_b: number; t_b: number; y_c: number; t_c: number }>`
    select team,
      sum(case when ${before} then basic else 0 end) as y_b, sum(case when ${before} then exposure else 0 end) as t_b,
      sum(case when ${now} then basic else 0 end) as y_c, sum(case when ${now} then exposure else 0 end) as t_c
    from weekly_team where ${inWeeks([...baseline, ...current])} group by team order by team`.execute(db);
  return rows;
}

/** Basic questions of each person in both windows. Nobody is named, and nobody sees this list. */
export async function askerTotals(db: Database, { baseline, current }: Windows) {
  const [before, now] = [inWeeks(baseline), inWeeks(current)];
  const { rows } = await sql<{ y_b: number; y_c: number }>`
    select sum(case when ${before} then basic else 0 end) as y_b, sum(case when ${now} then basic else 0 end) as y_c
    from weekly_asker where ${inWeeks([...baseline, ...current])} group by person_id`.execute(db);
  return rows;
}
