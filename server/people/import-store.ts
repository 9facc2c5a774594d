import type { Database } from "#server/platform/database/database.ts";
import type { Role } from "./person.ts";

const ROWS = 500;

export type NewPerson = { email: string; name: string; role: Role; team: string | null; createdAt: number };

/** Those whose address is known already stay as they are. */
export async function addMissingPeople(db: Database, people: readonly NewPerson[]): Promise<void> {
  for (let from = 0; from < people.length; from += ROWS) {
    const rows = people.slice(from, from + ROWS).map(({ createdAt, ...person }) => ({
      ...person,
      password_hash: null,
      theme: "system" as const,
      created_at: createdAt,
      disabled_at: null,
    }));
    await db
      .insertInto("person")
      .values(rows)
      .onConflict((one) => one.column("email").doNothing())
      .execute();
  }
}

export async function idsByEmail(db: Database, emails: readonly string[]): Promise<Map<string, number>> {
  const ids = new Map<string, number>();
  for (let from = 0; from < emails.length; from += ROWS) {
    const rows = await db
      .selectFrom("person")
      .select(["id", "email"])
      .where("email", "in", emails.slice(from, from + ROWS))
      .execute();
    for (const { id, email } of rows) ids.set(email, id);
  }
  return ids;
}

export const everybody = (db: Database) =>
  db.selectFrom("person").select(["id", "role"]).where("disabled_at", "is", null).orderBy("id").execute();
