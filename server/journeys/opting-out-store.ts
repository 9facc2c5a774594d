import type { Selectable } from "kysely";
import type { Database } from "#server/platform/database/database.ts";
import type { Tables } from "#server/platform/database/tables.ts";
import type { JourneyRow } from "./journey-store.ts";

type EventRow = Selectable<Tables["event"]>;
const AT_ONCE = 500;

export const optOutOf = (db: Database, personId: number) =>
  db.selectFrom("reader_opt_out").select("since").where("person_id", "=", personId).executeTakeFirst();

export async function addOptOut(db: Database, personId: number, since: number): Promise<void> {
  await db
    .insertInto("reader_opt_out")
    .values({ person_id: personId, since })
    .onConflict((one) => one.column("person_id").doNothing())
    .execute();
}

export async function dropOptOut(db: Database, personId: number): Promise<void> {
  await db.deleteFrom("reader_opt_out").where("person_id", "=", personId).execute();
}

export async function aliasOf(db: Database, personId: number): Promise<string | undefined> {
  const row = await db.selectFrom("reader").select("alias").where("person_id", "=", personId).executeTakeFirst();
  return row?.alias;
}

export async function dropAlias(db: Database, personId: number, alias: string): Promise<void> {
  await db.deleteFrom("stale_reader").where("alias", "=", alias).execute();
  await db.deleteFrom("reader").where("person_id", "=", personId).execute();
}

/** What was typed goes with the event it belongs to. */
export async function takeEvents(db: Database, alias: string): Promise<EventRow[]> {
  const events = await db.selectFrom("event").selectAll().where("reader", "=", alias).execute();
  await db.deleteFrom("event").where("reader", "=", alias).execute();
  return events;
}

export async function putEvents(db: Database, events: EventRow[]): Promise<void> {
  for (let from = 0; from < events.length; from += AT_ONCE)
    await db
      .insertInto("event")
      .values(events.slice(from, from + AT_ONCE))
      .execute();
}

export async function takeJourneys(db: Database, alias: string): Promise<JourneyRow[]> {
  const journeys = await db.selectFrom("journey").selectAll().where("reader", "=", alias).execute();
  await db.deleteFrom("journey").where("reader", "=", alias).execute();
  return journeys;
}

export async function putJourneys(db: Database, journeys: JourneyRow[]): Promise<void> {
  for (let from = 0; from < journeys.length; from += AT_ONCE)
    await db
      .insertInto("journey")
      .values(journeys.slice(from, from + AT_ONCE))
      .execute();
}
