import { byPerson, byPortal, recordDeed } from "#server/audit/trail.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { notFound, tooLate } from "#server/platform/errors.ts";
import { randomToken } from "#server/platform/keys.ts";
import { unlessTaken } from "./actions.ts";
import { countLiveLinks, deadLink, findLink, issueLink, type Purpose, spendLink, voidLinks } from "./links.ts";
import { isMailContact } from "./mail-contacts.ts";
import { noteNewAddress } from "./mail-reach.ts";
import { hashPassword, isPassword } from "./passwords.ts";
import type { Person, Theme } from "./person.ts";
import * as store from "./store.ts";

/** More of them would only fill a mailbox; each of the earlier ones still works. */
const MOST_RESETS_AT_ONCE = 3;

/** For whoever forgot: the same writes and the same answer, whether the address is known or not. */
export async function askForReset(ctx: Context, email: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const person = await store.personByEmail(ctx.db, email);
    const isWelcome =
      person?.disabledAt === null &&
      !(await isMailContact(ctx, person.id)) &&
      (await countLiveLinks(ctx, person.id, "reset")) < MOST_RESETS_AT_ONCE;
    if (person && isWelcome) {
      const number = await issueLink(ctx, "reset", person.id);
      await ctx.queueLetter(ctx, {
        kind: "people.reset",
        to: person,
        reason: `link ${number}`,
        about: "account",
        payload: { number },
      });
    }
    await recordDeed(ctx, {
      by: byPortal,
      action: "was asked for a new password",
      object: person ? `person ${person.id}` : "unknown",
    });
  });
}

/** Whoever holds the link chooses the password; older sessions and all other links end, and the owner is told. */
export async function choosePassword(
  ctx: Context,
  purpose: Extract<Purpose, "invitation" | "reset">,
  token: string,
  password: string,
): Promise<Person> {
  const password_hash = await hashPassword(password);
  return inTransaction(ctx, async (ctx) => {
    const link = await spendLink(ctx, purpose, token);
    const person = link.person_id === null ? undefined : await store.personById(ctx.db, link.person_id);
    if (!person || person.disabledAt !== null) throw deadLink(purpose);
    const isFirst = !(await store.hasPassword(ctx.db, person.id));
    await store.changePerson(ctx.db, person.id, { password_hash });
    await store.endSessionsOf(ctx.db, person.id);
    await voidLinks(ctx, person.id);
    if (!isFirst) await tellOfPassword(ctx, person);
    await recordDeed(ctx, { by: byPerson(person), action: "chose a password", object: `person ${person.id}` });
    return person;
  });
}

export async function isOwnPassword(ctx: Context, person: Person, password: string): Promise<boolean> {
  const credentials = await store.credentialsByEmail(ctx.db, person.email);
  return isPassword(password, credentials?.passwordHash ?? null);
}

export async function changePassword(ctx: Context, person: Person, next: string, keepSession: string): Promise<void> {
  const password_hash = await hashPassword(next);
  await inTransaction(ctx, async (ctx) => {
    await store.changePerson(ctx.db, person.id, { password_hash });
    await store.endSessionsOf(ctx.db, person.id, keepSession);
    await voidLinks(ctx, person.id);
    await tellOfPassword(ctx, person);
    await recordDeed(ctx, { by: byPerson(person), action: "changed the password", object: `person ${person.id}` });
  });
}

const tellOfPassword = (ctx: Context, person: Person) =>
  ctx.queueLetter(ctx, {
    kind: "people.password-changed",
    to: person,
    reason: `password ${randomToken()}`,
    about: "account",
    payload: {},
  });

/** The new address has to say yes first. Whether somebody else has it already is told to nobody. */
export async function askForAddress(ctx: Context, person: Person, email: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    if (!(await store.personByEmail(ctx.db, email))) {
      const number = await issueLink(ctx, "address", person.id, email);
      await ctx.queueLetter(ctx, {
        kind: "people.address",
        to: person,
        reason: `link ${number}`,
        about: "account",
        payload: { number },
        address: email,
      });
    }
    await recordDeed(ctx, { by: byPerson(person), action: "asked for another address", object: `person ${person.id}` });
  });
}

/** The old address is told, as it may be its owner who is being robbed. */
export async function confirmAddress(ctx: Context, token: string): Promise<void> {
  const { email } = await findLink(ctx, "address", token);
  await unlessTaken(email ?? "", ctx, async (ctx) => {
    const link = await spendLink(ctx, "address", token);
    const person = link.person_id === null ? undefined : await store.personById(ctx.db, link.person_id);
    if (!person || person.disabledAt !== null || link.email === null) throw deadLink("address");
    if (await store.personByEmail(ctx.db, link.email)) throw tooLate("This address has an account already.");
    await store.changePerson(ctx.db, person.id, { email: link.email });
    await noteNewAddress(ctx, person.id);
    await voidLinks(ctx, person.id);
    await ctx.queueLetter(ctx, {
      kind: "people.address-changed",
      to: person,
      reason: `address ${randomToken()}`,
      about: "account",
      payload: { email: link.email },
      address: person.email,
    });
    await recordDeed(ctx, { by: byPerson(person), action: "changed the address", object: `person ${person.id}` });
  });
}

export const changeTheme = (ctx: Context, person: Person, theme: Theme) =>
  store.changePerson(ctx.db, person.id, { theme });

export type Profile = { name: string; theme: Theme; timeZone: string | null; language: string | null };

export const changeProfile = (ctx: Context, person: Person, { timeZone, ...profile }: Profile) =>
  store.changePerson(ctx.db, person.id, { ...profile, time_zone: timeZone });

export async function endOwnSession(ctx: Context, person: Person, hash: string): Promise<void> {
  const mine = await store.sessionsOf(ctx.db, person.id);
  if (!mine.some((one) => one.token_hash === hash)) throw notFound("session");
  await store.endSession(ctx.db, hash);
}
