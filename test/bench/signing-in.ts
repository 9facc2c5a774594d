import type { Person } from "#server/people/person.ts";
import { addSession, peopleByRole } from "#server/people/store.ts";
import { systemClock } from "#server/platform/clock.ts";
import { openDatabase } from "#server/platform/database/database.ts";
import { hashToken, openKeys, randomToken } from "#server/platform/keys.ts";

const SOME = 500;
const DAY = 86_400_000;

export type SignedIn = { person: Person; cookie: string; csrf: string };

/** Gives somebody of each side a session in a database beside the portal that serves it, and names some articles. */
export async function signInBeside(dataDir: string) {
  const database = openDatabase({ dataDir, databaseUrl: undefined });
  const keys = openKeys(dataDir);
  const signIn = async (role: Person["role"]): Promise<SignedIn> => {
    const [person] = await peopleByRole(database.db, [role], 1);
    if (!person) throw new Error(`The seed made no ${role}.`);
    const token = randomToken();
    const now = systemClock.now();
    const session = { person_id: person.id, created_at: now, seen_at: now, expires_at: now + DAY, browser: "bench" };
    await addSession(database.db, { token_hash: hashToken(token), ...session });
    return { person, cookie: `session=${token}`, csrf: keys.sign("csrf", hashToken(token)) };
  };
  try {
    const articles = await database.db.selectFrom("article").select("slug").orderBy("id").limit(SOME).execute();
    return {
      agent: await signIn("agent"),
      requester: await signIn("requester"),
      slugs: articles.map(({ slug }) => slug),
    };
  } finally {
    await database.close();
  }
}
