import type { Context } from "#server/platform/context.ts";
import { notFound } from "#server/platform/errors.ts";
import type { Person, Role } from "./person.ts";
import { peopleByRole, personById } from "./store.ts";

const DOES: Record<Role, string> = {
  requester: "asks and searches",
  agent: "answers",
  manager: "reads the reports",
  admin: "sets it up",
};

/** One of each role to sign in as with a click; nobody outside `npm run demo`. */
export async function demoPeople(ctx: Context) {
  if (!ctx.config.isDemo) return [];
  const roles = Object.keys(DOES) as Role[];
  const found = await Promise.all(roles.map(async (role) => (await peopleByRole(ctx.db, [role], 1))[0]));
  return found.filter((one) => one !== undefined).map(({ id, name, role }) => ({ id, name, role, does: DOES[role] }));
}

export async function signInAsDemo(ctx: Context, id: number): Promise<Person> {
  const person = ctx.config.isDemo && Number.isSafeInteger(id) ? await personById(ctx.db, id) : undefined;
  if (!person || person.disabledAt !== null) throw notFound();
  return person;
}
