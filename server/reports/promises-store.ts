import { sql } from "kysely";
import type { Database } from "#server/platform/database/database.ts";

export type ServiceCount = {
  metric: string;
  urgency: string;
  met: number;
  /** Not excused. */
  missed: number;
  excused: number;
  /** Of the missed ones, those that were missed while the portal stood still. */
  inOutage: number;
};

/** Promises whose clock started within a time, and what became of them. What is not decided yet is not counted. */
export async function serviceCounts(db: Database, from: number, to: number): Promise<ServiceCount[]> {
  const isMissed = sql`sla_clock.breached_at is not null and sla_clock.waived_reason is null`;
  const { rows } = await sql<ServiceCount>`
    select metric, urgency,
      sum(case when sla_clock.breached_at is null then 1 else 0 end) as met,
      sum(case when ${isMissed} then 1 else 0 end) as missed,
      sum(case when sla_clock.breached_at is not null and sla_clock.waived_reason is not null then 1 else 0 end) as excused,
      sum(case when ${isMissed} and exists (
        select 1 from outage where outage.reason = 'stood still'
          and outage.from_at <= sla_clock.breached_at and sla_clock.breached_at < outage.to_at
      ) then 1 else 0 end) as "inOutage"
    from sla_clock join ticket on ticket.id = sla_clock.ticket_id
    where sla_clock.started_at >= ${from} and sla_clock.started_at < ${to}
      and (sla_clock.state = 'met' or (sla_clock.breached_at is not null and sla_clock.state <> 'cancelled'))
    group by metric, urgency`.execute(db);
  return rows.map((row) => ({
    ...row,
    met: Number(row.met),
    missed: Number(row.missed),
    excused: Number(row.excused),
    inOutage: Number(row.inOutage),
  }));
}

export type ServiceTime = { metric: string; urgency: string; medianMs: number; measured: number };

/** The middle of the times it took until a clock stopped; of an even number, halfway between the two in the middle. */
export async function serviceTimes(db: Database, from: number, to: number): Promise<ServiceTime[]> {
  const { rows } = await sql<ServiceTime>`
    select metric, urgency, avg(used_ms) as "medianMs", max(many) as measured
    from (
      select metric, urgency, used_ms,
        row_number() over (partition by metric, urgency order by used_ms) as place,
        count(*) over (partition by metric, urgency) as many
      from sla_clock join ticket on ticket.id = sla_clock.ticket_id
      where sla_clock.started_at >= ${from} and sla_clock.started_at < ${to}
        and sla_clock.used_ms is not null and sla_clock.state in ('met', 'breached')
    ) as ranked
    where place in ((many + 1) / 2, (many + 2) / 2)
    group by metric, urgency`.execute(db);
  return rows.map((row) => ({ ...row, medianMs: Number(row.medianMs), measured: Number(row.measured) }));
}

/** The calendars by which clocks of a time were counted. */
export const calendarsUsed = (db: Database, from: number, to: number) =>
  db
    .selectFrom("calendar")
    .select(["id", "name"])
    .where("id", "in", (query) =>
      query
        .selectFrom("sla_clock")
        .select("calendar_id")
        .where("started_at", ">=", from)
        .where("started_at", "<", to)
        .where("counts", "=", "business"),
    )
    .orderBy("name")
    .execute();
