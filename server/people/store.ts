import type { Database } from "#server/platform/database/database.ts";
import type { Id } from "#server/platform/database/tables.ts";
import type { Person, Role, Theme } from "./person.ts";

type PersonTable = {
  id: Id;
  email: string;
  name: string;
  role: Role;
  team: string | null;
  password_hash: string | null;
  theme: Theme;
  created_at: number;
  disabled_at: number | null;
};
type SessionTable = {
  token_hash: string;
  person_id: number;
  created_at: number;
  seen_at: number;
  expires_at: number;
  browser: string;
};
type LinkTable = {
  token_hash: string;
  purpose: Purpose;
  person_id: number | null;
  created_at: number;
  expires_at: number;
  used_at: number | null;
};

export type Purpose = "setup" | "invitation" | "reset";

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    person: PersonTable;
    session: SessionTable;
    link: LinkTable;
    sign_in_failure: { key: string; failures: number; last_at: number };
  }
}

const PERSON = [
  "person.id",
  "person.email",
  "person.name",
  "person.role",
  "person.team",
  "person.theme",
  "person.disabled_at as disabledAt",
] as const;

export const personById = (db: Database, id: number): Promise<Person | undefined> =>
  db.selectFrom("person").select(PERSON).where("id", "=", id).executeTakeFirst();

export const personByEmail = (db: Database, email: string): Promise<Person | undefined> =>
  db.selectFrom("person").select(PERSON).where("email", "=", email).executeTakeFirst();

export const credentialsByEmail = (db: Database, email: string) =>
  db
    .selectFrom("person")
    .select([...PERSON, "person.password_hash as passwordHash"])
    .where("email", "=", email)
    .executeTakeFirst();

export const peopleByRole = (db: Database, roles: readonly Role[], limit: number): Promise<Person[]> =>
  db
    .selectFrom("person")
    .select(PERSON)
    .where("role", "in", roles)
    .where("disabled_at", "is", null)
    .orderBy("name")
    .limit(limit)
    .execute();

export const peopleAfter = (db: Database, after: { name: string; id: number }, limit: number) =>
  db
    .selectFrom("person")
    .select([...PERSON, "person.created_at as createdAt", "person.password_hash as passwordHash"])
    .where((where) =>
      where.or([
        where("name", ">", after.name),
        where.and([where("name", "=", after.name), where("id", ">", after.id)]),
      ]),
    )
    .orderBy("name")
    .orderBy("id")
    .limit(limit)
    .execute();

export const addPerson = (
  db: Database,
  person: { email: string; name: string; role: Role; team: string | null; created_at: number },
) =>
  db
    .insertInto("person")
    .values({ ...person, password_hash: null, theme: "system", disabled_at: null })
    .returning("id")
    .executeTakeFirstOrThrow();

export const changePerson = (
  db: Database,
  id: number,
  change: Partial<{
    name: string;
    role: Role;
    team: string | null;
    theme: Theme;
    password_hash: string;
    disabled_at: number | null;
  }>,
) => db.updateTable("person").set(change).where("id", "=", id).execute();

export const anAdmin = (db: Database) =>
  db.selectFrom("person").select("id").where("role", "=", "admin").where("disabled_at", "is", null).limit(2).execute();

export const sessionWithPerson = (db: Database, tokenHash: string) =>
  db
    .selectFrom("session")
    .innerJoin("person", "person.id", "session.person_id")
    .select([
      ...PERSON,
      "session.created_at as sessionCreatedAt",
      "session.seen_at as seenAt",
      "session.expires_at as expiresAt",
    ])
    .where("session.token_hash", "=", tokenHash)
    .executeTakeFirst();

export const addSession = (db: Database, session: SessionTable) => db.insertInto("session").values(session).execute();

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

export const addLink = (db: Database, link: Omit<LinkTable, "used_at">) =>
  db
    .insertInto("link")
    .values({ ...link, used_at: null })
    .execute();

export const linkByHash = (db: Database, tokenHash: string, purpose: Purpose, now: number) =>
  db
    .selectFrom("link")
    .selectAll()
    .where("token_hash", "=", tokenHash)
    .where("purpose", "=", purpose)
    .where("used_at", "is", null)
    .where("expires_at", ">", now)
    .executeTakeFirst();

/** Only one of two uses at the same moment gets a row. */
export const useLink = (db: Database, tokenHash: string, now: number) =>
  db
    .updateTable("link")
    .set({ used_at: now })
    .where("token_hash", "=", tokenHash)
    .where("used_at", "is", null)
    .executeTakeFirst();

export const dropLinks = (db: Database, purpose: Purpose, personId: number | null) =>
  db
    .deleteFrom("link")
    .where("purpose", "=", purpose)
    .where("person_id", personId === null ? "is" : "=", personId)
    .execute();

export const failuresOf = (db: Database, keys: string[]) =>
  db.selectFrom("sign_in_failure").selectAll().where("key", "in", keys).execute();

export const countFailure = (db: Database, key: string, now: number) =>
  db
    .insertInto("sign_in_failure")
    .values({ key, failures: 1, last_at: now })
    .onConflict((one) =>
      one.column("key").doUpdateSet((set) => ({ failures: set("sign_in_failure.failures", "+", 1), last_at: now })),
    )
    .execute();

export const forgetFailures = (db: Database, key: string) =>
  db.deleteFrom("sign_in_failure").where("key", "=", key).execute();

export const forgetOldFailures = (db: Database, before: number) =>
  db.deleteFrom("sign_in_failure").where("last_at", "<", before).execute();
