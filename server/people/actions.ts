import { type Actor, byPerson, byPortal, recordDeed } from "#server/audit/trail.ts";
import { HOUR, MINUTE } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { forbidden, notFound, tooLate } from "#server/platform/errors.ts";
import { hashToken, randomToken } from "#server/platform/keys.ts";
import { hashPassword, isPassword } from "./passwords.ts";
import { can } from "./permissions.ts";
import type { Person, Role, Theme } from "./person.ts";
import * as store from "./store.ts";

const LINK_LIFE: Record<store.Purpose, number> = { setup: HOUR, invitation: 72 * HOUR, reset: 30 * MINUTE };

export type NewPerson = { email: string; name: string; role: Role; team: string | null };

/** Makes an account without a password; an invitation link lets its owner set one. */
export async function addPerson(ctx: Context, by: Actor, person: NewPerson): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    if (await store.personByEmail(ctx.db, person.email)) throw tooLate(`${person.email} has an account already.`);
    const { id } = await store.addPerson(ctx.db, { ...person, created_at: ctx.clock.now() });
    await recordDeed(ctx, { by, action: "added person", object: `person ${id}`, data: { role: person.role } });
    return id;
  });
}

/** A link with a secret that is shown once and stored as a hash. A new one replaces the old. */
export async function makeLink(ctx: Context, purpose: store.Purpose, personId: number | null): Promise<string> {
  const token = randomToken();
  const now = ctx.clock.now();
  await inTransaction(ctx, async (ctx) => {
    await store.dropLinks(ctx.db, purpose, personId);
    await store.addLink(ctx.db, {
      token_hash: hashToken(token),
      purpose,
      person_id: personId,
      created_at: now,
      expires_at: now + LINK_LIFE[purpose],
    });
  });
  return `${ctx.config.baseUrl}/${purpose === "setup" ? "setup" : "invitations"}/${token}`;
}

/** Nobody can sign in yet: the first start prints a link for whoever set up the machine. */
export async function needsSetup(ctx: Context): Promise<boolean> {
  return (await store.anAdmin(ctx.db)).length === 0;
}

export async function findLink(ctx: Context, purpose: store.Purpose, token: string) {
  const link = token ? await store.linkByHash(ctx.db, hashToken(token), purpose, ctx.clock.now()) : undefined;
  if (!link) throw notFound("link; it may have been used or be too old. Ask for a new one");
  return link;
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

/** An invitation or a reset: whoever holds the link chooses the password; older sessions end. */
export async function choosePassword(ctx: Context, token: string, password: string): Promise<Person> {
  const password_hash = await hashPassword(password);
  return inTransaction(ctx, async (ctx) => {
    const link = await spendLink(ctx, "invitation", token);
    const person = await mustFind(ctx, link.person_id ?? 0);
    if (person.disabledAt !== null) throw notFound("link");
    await store.changePerson(ctx.db, person.id, { password_hash });
    await store.endSessionsOf(ctx.db, person.id);
    await recordDeed(ctx, { by: byPerson(person), action: "chose a password", object: `person ${person.id}` });
    return person;
  });
}

async function spendLink(ctx: Context, purpose: store.Purpose, token: string) {
  const link = await findLink(ctx, purpose, token);
  const { numUpdatedRows } = await store.useLink(ctx.db, link.token_hash, ctx.clock.now());
  if (numUpdatedRows === 0n) throw notFound("link; it was used already");
  return link;
}

export async function changePassword(
  ctx: Context,
  person: Person,
  current: string,
  next: string,
  keepSession: string,
): Promise<boolean> {
  const credentials = await store.credentialsByEmail(ctx.db, person.email);
  if (!(await isPassword(current, credentials?.passwordHash ?? null))) return false;
  const password_hash = await hashPassword(next);
  await inTransaction(ctx, async (ctx) => {
    await store.changePerson(ctx.db, person.id, { password_hash });
    await store.endSessionsOf(ctx.db, person.id, keepSession);
    await recordDeed(ctx, { by: byPerson(person), action: "changed the password", object: `person ${person.id}` });
  });
  return true;
}

export const changeTheme = (ctx: Context, person: Person, theme: Theme) =>
  store.changePerson(ctx.db, person.id, { theme });

export const rename = (ctx: Context, person: Person, name: string) => store.changePerson(ctx.db, person.id, { name });

/** Disabling works at once: sessions end in the same transaction, and every request looks at the account again. */
export async function disablePerson(ctx: Context, by: Person, id: number, isDisabled: boolean): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await mustManage(ctx, by, id);
    if (isDisabled) await refuseLastAdmin(ctx, id);
    await store.changePerson(ctx.db, id, { disabled_at: isDisabled ? ctx.clock.now() : null });
    await store.endSessionsOf(ctx.db, id);
    await recordDeed(ctx, {
      by: byPerson(by),
      action: isDisabled ? "disabled person" : "enabled person",
      object: `person ${id}`,
    });
  });
}

export async function changeRole(ctx: Context, by: Person, id: number, role: Role): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const person = await mustManage(ctx, by, id);
    if (person.role === "admin" && role !== "admin") await refuseLastAdmin(ctx, id);
    await store.changePerson(ctx.db, id, { role });
    await store.endSessionsOf(ctx.db, id);
    await recordDeed(ctx, {
      by: byPerson(by),
      action: "changed role",
      object: `person ${id}`,
      data: { from: person.role, to: role },
    });
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
  const person = await store.personById(ctx.db, id);
  if (!person) throw notFound("person");
  return person;
}
