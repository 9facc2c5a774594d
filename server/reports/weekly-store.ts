import type { Generated } from "kysely";
import { PROGRAMS } from "#server/people/person.ts";
import type { Database } from "#server/platform/database/database.ts";
import type { Week } from "#server/platform/weeks.ts";
import { type AskerFact, NO_TEAM, type TeamFact, type WeeklyFact } from "./weekly-fact.ts";

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    weekly_count: {
      week: Week;
      source: string;
      basic: number;
      other: number;
      exposure: number;
      imported_at: number;
    };
    weekly_exposure: { week: Week; accounts: number; active: Generated<number> };
    weekly_fact: WeeklyFact;
    weekly_team: TeamFact;
    weekly_asker: AskerFact;
    stale_week: { week: Week };
  }
}

/** When the tickets were opened that came or were labelled since. */
export async function openingsChangedSince(db: Database, since: number): Promise<number[]> {
  const opened = await db.selectFrom("ticket").select("opened_at").where("opened_at", ">=", since).execute();
  const labelled = await db
    .selectFrom("ticket_label")
    .innerJoin("ticket", "ticket.id", "ticket_label.ticket_id")
    .select("ticket.opened_at")
    .where("ticket_label.labelled_at", ">=", since)
    .execute();
  return [...opened, ...labelled].map(({ opened_at }) => opened_at);
}

/**
 * Accounts that may ask and were enabled at some moment of a stretch of time. Whoever asked was there already, even if
 * the account came later with the history of another desk.
 */
export async function accountsBetween(db: Database, from: number, to: number): Promise<Map<string, number>> {
  const teams = await db
    .selectFrom("person")
    .select(["team", ({ fn }) => fn.countAll<number>().as("accounts")])
    .where("role", "=", "requester")
    .where("person.email", "not like", `%${PROGRAMS}`)
    .where(({ or, eb, exists, selectFrom }) =>
      or([
        eb("person.created_at", "<", to),
        exists(
          selectFrom("ticket")
            .select("ticket.id")
            .whereRef("ticket.requester_id", "=", "person.id")
            .where("ticket.opened_at", "<", to),
        ),
      ]),
    )
    .where((where) => where.or([where("disabled_at", "is", null), where("disabled_at", ">=", from)]))
    .groupBy("team")
    .execute();
  return new Map(teams.map(({ team, accounts }) => [team ?? NO_TEAM, accounts]));
}

/** What was seen of a week while it ran: accounts that may ask, and how many of them did anything. */
export async function seenPeople(db: Database, week: Week): Promise<{ accounts: number; active: number }> {
  const row = await db
    .selectFrom("weekly_exposure")
    .select(["accounts", "active"])
    .where("week", "=", week)
    .executeTakeFirst();
  return row ?? { accounts: 0, active: 0 };
}

export const keepPeople = (db: Database, week: Week, seen: { accounts: number; active: number }) =>
  db
    .insertInto("weekly_exposure")
    .values({ week, ...seen })
    .onConflict((one) => one.column("week").doUpdateSet(seen))
    .execute();

/** Accounts that may ask and whose owners had opted out by then: nobody can tell whether they were active. */
export async function optedOutBefore(db: Database, before: number): Promise<number> {
  const { people } = await db
    .selectFrom("reader_opt_out")
    .innerJoin("person", "person.id", "reader_opt_out.person_id")
    .select(({ fn }) => fn.countAll<number>().as("people"))
    .where("reader_opt_out.since", "<", before)
    .where("person.role", "=", "requester")
    .where("person.disabled_at", "is", null)
    .executeTakeFirstOrThrow();
  return Number(people);
}

export const countsOf = (db: Database, week: Week) =>
  db.selectFrom("weekly_count").selectAll().where("week", "=", week).orderBy("source").execute();

/** Weeks that came both as counts and as tickets, and the tickets that count in the counts alone. */
export async function countedTwice(db: Database): Promise<{ weeks: number; tickets: number }> {
  const row = await db
    .selectFrom("weekly_fact")
    .select(({ fn }) => [fn.countAll<number>().as("weeks"), fn.sum<number>("twice").as("tickets")])
    .where("twice", ">", 0)
    .executeTakeFirst();
  return { weeks: Number(row?.weeks ?? 0), tickets: Number(row?.tickets ?? 0) };
}

export const saveCount = (
  db: Database,
  count: { week: Week; source: string; basic: number; other: number; exposure: number; imported_at: number },
) =>
  db
    .insertInto("weekly_count")
    .values(count)
    .onConflict((one) => one.columns(["week", "source"]).doUpdateSet(count))
    .execute();

export const factOf = (db: Database, week: Week) =>
  db.selectFrom("weekly_fact").selectAll().where("week", "=", week).executeTakeFirst();

export const factsBetween = (db: Database, from: Week, to: Week) =>
  db.selectFrom("weekly_fact").selectAll().where("week", ">=", from).where("week", "<=", to).orderBy("week").execute();

export const saveFact = (db: Database, fact: WeeklyFact) =>
  db
    .insertInto("weekly_fact")
    .values(fact)
    .onConflict((one) => one.column("week").doUpdateSet(fact))
    .execute();

export const dropFact = (db: Database, week: Week) => db.deleteFrom("weekly_fact").where("week", "=", week).execute();

/** What a week is made of, in place of what was there. */
export async function saveParts(db: Database, week: Week, teams: TeamFact[], askers: AskerFact[]): Promise<void> {
  await db.deleteFrom("weekly_team").where("week", "=", week).execute();
  await db.deleteFrom("weekly_asker").where("week", "=", week).execute();
  if (teams.length > 0) await db.insertInto("weekly_team").values(teams).execute();
  if (askers.length > 0) await db.insertInto("weekly_asker").values(askers).execute();
}

export async function markStale(db: Database, weeks: Iterable<Week>): Promise<void> {
  for (const week of [...new Set(weeks)].sort())
    await db
      .insertInto("stale_week")
      .values({ week })
      .onConflict((one) => one.column("week").doNothing())
      .execute();
}

export const staleWeek = (db: Database) =>
  db.selectFrom("stale_week").select("week").orderBy("week").limit(1).executeTakeFirst();

export const weekIsFresh = (db: Database, week: Week) => db.deleteFrom("stale_week").where("week", "=", week).execute();

/** The first and the last moment anything is known of: tickets, accounts, events and imported weeks. */
export async function firstTicketAt(db: Database): Promise<number | null> {
  const row = await db.selectFrom("ticket").select("opened_at").orderBy("opened_at").limit(1).executeTakeFirst();
  return row?.opened_at ?? null;
}

export async function firstImportedWeek(db: Database): Promise<Week | null> {
  const row = await db.selectFrom("weekly_count").select("week").orderBy("week").limit(1).executeTakeFirst();
  return row?.week ?? null;
}

/** Who did anything in a stretch of time, readers only. */
export async function activeBetween(db: Database, from: number, to: number): Promise<number> {
  const { readers } = await db
    .selectFrom("event")
    .select(({ fn }) => fn.count<number>("reader").distinct().as("readers"))
    .where("at", ">=", from)
    .where("at", "<", to)
    .where("kind", "=", "dev")
    .executeTakeFirstOrThrow();
  return readers;
}

export const firstFacts = (db: Database, last: Week, limit: number) =>
  db.selectFrom("weekly_fact").selectAll().where("week", "<=", last).orderBy("week").limit(limit).execute();

export async function firstAccountAt(db: Database): Promise<number | null> {
  const first = db.selectFrom("person").select("created_at").where("role", "=", "requester").orderBy("created_at");
  return (await first.limit(1).executeTakeFirst())?.created_at ?? null;
}
