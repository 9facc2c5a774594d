import { byPerson } from "#server/audit/trail.ts";
import type { Context } from "#server/platform/context.ts";
import { forbidden, tooLate } from "#server/platform/errors.ts";
import { addPerson } from "./actions.ts";
import { can } from "./permissions.ts";
import { type Person, PROGRAMS, type Role } from "./person.ts";
import { personByEmail, personById } from "./store.ts";

/** What a program may be. An admin's rights are for people, who prove who they are. */
export const PROGRAM_ROLES = ["requester", "agent", "manager"] as const satisfies Role[];
export type ProgramRole = (typeof PROGRAM_ROLES)[number];

/** Null where the name has no letter an address can be made of. */
export function addressOfProgram(name: string): string | null {
  const plain = name.normalize("NFKD").toLowerCase();
  const words = plain.replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  return words === "" ? null : words.slice(0, 60) + PROGRAMS;
}

/** The program of this name: the one that is there, or a new one. */
export async function findOrAddProgram(
  ctx: Context,
  by: Person,
  { name, role }: { name: string; role: ProgramRole },
): Promise<Person> {
  if (!can(by, "people.manage")) throw forbidden("Only admins may add programs.");
  const email = addressOfProgram(name);
  if (email === null) throw tooLate("Give the program a name with letters or digits.");
  const known = await personByEmail(ctx.db, email);
  if (known?.disabledAt != null) throw tooLate(`${known.name} is disabled. Enable it under People first.`);
  if (known && known.role !== role)
    throw tooLate(`${known.name} is a ${known.role} already. Change that under People.`);
  if (known) return known;
  const id = await addPerson(ctx, byPerson(by), { name, email, role, team: null });
  return (await personById(ctx.db, id)) as Person;
}
