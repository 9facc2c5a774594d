import { sql } from "kysely";
import type { Database } from "#server/platform/database/database.ts";
import type { Id } from "#server/platform/database/tables.ts";
import { type Person, PROGRAMS, type Role, type Theme } from "./person.ts";

type PersonTable = {
  id: Id;
  email: string;
  name: string;
  role: Role;
  team: string | null;
  password_hash: string | null;
  theme: Theme;
  time_zone: string | null;
  language: string | null;
  created_at: number;
  disabled_at: number | null;
};
type SessionTable = {
  token_hash: string;
  person_id: number;
  created_at: number;
  seen_at: number;
  /** When they last showed that it is really them, with their password. */
  proved_at: number;
  expires_at: number;
  browser: string;
};
declare module "#server/platform/database/tables.ts" {
  interface Tables {
    person: PersonTable;
    session: SessionTable;
  }
}

export const PERSON = [
  "person.id",
  "person.email",
  "person.name",
  "person.role",
  "person.team",
  "person.theme",
  "person.time_zone as timeZone",
  "person.language",
  "person.disabled_at as disabledAt",
] as const;

export const personById = (db: Database, id: number): Promise<Person | undefined> =>
  db.selectFrom("person").select(PERSON).where("id", "=", id).executeTakeFirst();

export const peopleByIds = (db: Database, ids: readonly number[]): Promise<Person[]> =>
  db.selectFrom("person").select(PERSON).where("id", "in", ids).execute();

export const personByEmail = (db: Database, email: string): Promise<Person | undefined> =>
  db.selectFrom("person").select(PERSON).where("email", "=", email).executeTakeFirst();

export const credentialsByEmail = (db: Database, email: string) =>
  db
    .selectFrom("person")
    .select([...PERSON, "person.password_hash as passwordHash"])
    .where("email", "=", email)
    .executeTakeFirst();

export const hasPassword = async (db: Database, id: number): Promise<boolean> => {
  const row = await db.selectFrom("person").select("password_hash").where("id", "=", id).executeTakeFirst();
  return (row?.password_hash ?? null) !== null;
};

export const peopleByRole = (db: Database, roles: readonly Role[], limit: number): Promise<Person[]> =>
  db
    .selectFrom("person")
    .select(PERSON)
    .where("role", "in", roles)
    .where("disabled_at", "is", null)
    .where("email", "not like", `%${PROGRAMS}`)
    .orderBy("name")
    .limit(limit)
    .execute();

/** A page of people by name, all of them or those whose name or address holds these words. */
export const peopleAfter = (db: Database, after: { name: string; id: number }, words: string, limit: number) =>
  db
    .selectFrom("person")
    .select([...PERSON, "person.created_at as createdAt", "person.password_hash as passwordHash"])
    .where((where) =>
      where.or([
        where("name", ">", after.name),
        where.and([where("name", "=", after.name), where("id", ">", after.id)]),
      ]),
    )
    .$if(words !== "", (all) =>
      all.where((where) =>
        where.or([
          sql<boolean>`lower(person.name) like ${anywhere(words)} escape '\\'`,
          sql<boolean>`person.email like ${anywhere(words)} escape '\\'`,
        ]),
      ),
    )
    .orderBy("name")
    .orderBy("id")
    .limit(limit)
    .execute();

const anywhere = (words: string) => `%${words.toLowerCase().replace(/[%_\\]/g, "\\$&")}%`;

export const addPerson = (
  db: Database,
  person: { email: string; name: string; role: Role; team: string | null; created_at: number },
) =>
  db
    .insertInto("person")
    .values({ ...person, password_hash: null, theme: "system", time_zone: null, language: null, disabled_at: null })
    .returning("id")
    .executeTakeFirstOrThrow();

export const changePerson = (
  db: Database,
  id: number,
  change: Partial<{
    name: string;
    email: string;
    role: Role;
    team: string | null;
    theme: Theme;
    time_zone: string | null;
    language: string | null;
    password_hash: string;
    disabled_at: number | null;
  }>,
) => db.updateTable("person").set(change).where("id", "=", id).execute();

export const anAdmin = (db: Database) =>
  db
    .selectFrom("person")
    .select("id")
    .where("role", "=", "admin")
    .where("disabled_at", "is", null)
    .where("email", "not like", `%${PROGRAMS}`)
    .limit(2)
    .execute();

export const sessionWithPerson = (db: Database, tokenHash: string) =>
  db
    .selectFrom("session")
    .innerJoin("person", "person.id", "session.person_id")
    .select([
      ...PERSON,
      "session.created_at as sessionCreatedAt",
      "session.seen_at as seenAt",
      "session.proved_at as provedAt",
      "session.expires_at as expiresAt",
    ])
    .where("session.token_hash", "=", tokenHash)
    .executeTakeFirst();

/** Whoever starts a session has just shown that it is them. */
export const addSession = (db: Database, session: Omit<SessionTable, "proved_at">) =>
  db
    .insertInto("session")
    .values({ ...session, proved_at: session.created_at })
    .execute();

export const touchSession = (db: Database, tokenHash: string, seenAt: number) =>
  db.updateTable("session").set({ seen_at: seenAt }).where("token_hash", "=", tokenHash).execute();

export const sessionsOf = (db: Database, personId: number) =>
  db.selectFrom("session").selectAll().where("person_id", "=", personId).orderBy("seen_at", "desc").limit(50).execute();

export const endSession = (db: Database, tokenHash: string) =>
  db.deleteFrom("session").where("token_hash", "=", tokenHash).execute();

export const endSessionsOf = (db: Database, personId: number, except = "") =>
  db.deleteFrom("session").where("person_id", "=", personId).where("token_hash", "!=", except).execute();

export const endSessionsBefore = (db: Database, expiresAt: number) =>
  db.deleteFrom("session").where("expires_at", "<", expiresAt).execute();
