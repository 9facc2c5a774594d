import { type Actor, byPerson, byPortal, recordDeed } from "#server/audit/trail.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction, isDuplicate } from "#server/platform/database/transaction.ts";
import { forbidden, notFound, tooLate } from "#server/platform/errors.ts";
import { issueLink, spendLink, voidLinks } from "./links.ts";
import { hashPassword } from "./passwords.ts";
import { can } from "./permissions.ts";
import { isProgram, type Person, type Role } from "./person.ts";
import * as store from "./store.ts";

export { makeLink } from "./links.ts";

export type NewPerson = { email: string; name: string; role: Role; team: string | null };

/** Makes an account without a password; an invitation link lets its owner set one. */
export async function addPerson(ctx: Context, by: Actor, person: NewPerson): Promise<number> {
  return unlessTaken(person.email, ctx, async (ctx) => {
    if (await store.personByEmail(ctx.db, person.email)) throw tooLate(taken(person.email));
    const { id } = await store.addPerson(ctx.db, { ...person, created_at: ctx.clock.now() });
    await recordDeed(ctx, { by, action: "added person", object: `person ${id}`, data: { role: person.role } });
    return id;
  });
}

const taken = (email: string) => `${email} has an account already.`;

/** Two at the same moment see no account each; the second one's row is refused by the database. */
export async function unlessTaken<Result>(
  email: string,
  ctx: Context,
  work: (ctx: Context) => Promise<Result>,
): Promise<Result> {
  try {
    return await inTransaction(ctx, work);
  } catch (error) {
    throw isDuplicate(error) ? tooLate(taken(email)) : error;
  }
}

/** Nobody can sign in yet: the first start prints a link for whoever set up the machine. */
export async function needsSetup(ctx: Context): Promise<boolean> {
  return (await store.anAdmin(ctx.db)).length === 0;
}

export async function setUpPortal(
  ctx: Context,
  token: string,
  admin: { email: string; name: string; password: string },
): Promise<Person> {
  const password_hash = await hashPassword(admin.password);
  return inTransaction(ctx, async (ctx) => {
    await spendLink(ctx, "setup", token);
    if (!(await needsSetup(ctx))) throw forbidden("This portal has an admin already.");
    const { id } = await store.addPerson(ctx.db, {
      email: admin.email,
      name: admin.name,
      role: "admin",
      team: null,
      created_at: ctx.clock.now(),
    });
    await store.changePerson(ctx.db, id, { password_hash });
    await recordDeed(ctx, { by: byPortal, action: "made the first admin", object: `person ${id}` });
    return mustFind(ctx, id);
  });
}

/** Whoever never chose a password is invited; whoever has one gets a link to choose another. */
export const purposeOfLinkFor = (person: { hasPassword: boolean }) => (person.hasPassword ? "reset" : "invitation");

/**
 * A link for somebody to choose a password with, by mail to its owner alone, or to be handed over by the admin where
 * no mail goes out. Answers with the number of the link.
 */
export async function invite(ctx: Context, by: Person, id: number, isByHand: boolean): Promise<string> {
  return inTransaction(ctx, async (ctx) => {
    const person = await mustManage(ctx, by, id);
    if (person.disabledAt !== null) throw tooLate(`${person.name} is disabled. Enable the account first.`);
    if (isProgram(person)) throw forbidden(`${person.name} is a program: it has tokens and no password.`);
    const purpose = purposeOfLinkFor({ hasPassword: await store.hasPassword(ctx.db, id) });
    const number = await issueLink(ctx, purpose, id);
    if (!isByHand)
      await ctx.queueLetter(ctx, {
        kind: purpose === "reset" ? "people.reset" : "people.invited",
        to: person,
        reason: `link ${number}`,
        about: "account",
        payload: { number },
      });
    await recordDeed(ctx, {
      by: byPerson(by),
      action: isByHand ? `made a link for ${purpose}` : `sent a link for ${purpose}`,
      object: `person ${id}`,
    });
    return number;
  });
}

/** Disabling works at once: sessions and links end in the same transaction, and every request looks again. */
export async function disablePerson(ctx: Context, by: Person, id: number, isDisabled: boolean): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await mustManage(ctx, by, id);
    // Recorded first, as the trail lets one in at a time: two admins who disable each other must not both succeed.
    await recordDeed(ctx, {
      by: byPerson(by),
      action: isDisabled ? "disabled person" : "enabled person",
      object: `person ${id}`,
    });
    if (isDisabled) await refuseLastAdmin(ctx, id);
    await store.changePerson(ctx.db, id, { disabled_at: isDisabled ? ctx.clock.now() : null });
    await store.endSessionsOf(ctx.db, id);
    await voidLinks(ctx, id);
  });
}

/** Rights are looked up at every request; the sessions end so that nobody goes on with a page of the old role. */
export async function changeRole(ctx: Context, by: Person, id: number, role: Role): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const person = await mustManage(ctx, by, id);
    if (person.role === role) return;
    await recordDeed(ctx, {
      by: byPerson(by),
      action: "changed role",
      object: `person ${id}`,
      data: { from: person.role, to: role },
    });
    if (person.role === "admin") await refuseLastAdmin(ctx, id);
    await store.changePerson(ctx.db, id, { role });
    await store.endSessionsOf(ctx.db, id);
  });
}

export async function changeTeam(ctx: Context, by: Person, id: number, team: string | null): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const person = await mustManage(ctx, by, id);
    if (person.team === team) return;
    await store.changePerson(ctx.db, id, { team });
    await recordDeed(ctx, {
      by: byPerson(by),
      action: "changed team",
      object: `person ${id}`,
      data: { from: person.team, to: team },
    });
  });
}

/** For a lost telephone: whoever it is has to sign in again, everywhere. */
export async function signOutEverywhere(ctx: Context, by: Person, id: number): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await mustManage(ctx, by, id);
    await store.endSessionsOf(ctx.db, id);
    await recordDeed(ctx, { by: byPerson(by), action: "ended all sessions", object: `person ${id}` });
  });
}

async function refuseLastAdmin(ctx: Context, id: number): Promise<void> {
  const admins = await store.anAdmin(ctx.db);
  if (admins.length === 1 && admins[0]?.id === id) throw tooLate("This is the last admin. Make another one first.");
}

async function mustManage(ctx: Context, by: Person, id: number): Promise<Person> {
  if (!can(by, "people.manage")) throw notFound("person");
  return mustFind(ctx, id);
}

async function mustFind(ctx: Context, id: number): Promise<Person> {
  const person = Number.isSafeInteger(id) ? await store.personById(ctx.db, id) : undefined;
  if (!person) throw notFound("person");
  return person;
}
