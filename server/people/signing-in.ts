import type { Request, Response } from "express";
import passport from "passport";
import { Strategy } from "passport-local";
import { byPerson, byPortal, recordDeed } from "#server/audit/trail.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { isOwnPassword } from "./own-account.ts";
import { hashPassword, isOutdated, isPassword } from "./passwords.ts";
import type { Person } from "./person.ts";
import { isKnownDevice, personOf, startSession } from "./session.ts";
import { changePerson, credentialsByEmail } from "./store.ts";
import { networkOf, signInAttempt, throttled } from "./throttle.ts";

/** Makes passport know our people. Called once per portal. */
export function signInBy(ctx: Context): passport.Authenticator {
  const authenticator = new passport.Passport();
  const check = (email: string, password: string, done: (error: unknown, person?: Person | false) => void) => {
    checkPassword(ctx, email, password).then((person) => done(null, person ?? false), done);
  };
  authenticator.use(new Strategy({ usernameField: "email", session: false }, check));
  return authenticator;
}

/** Unknown, disabled and wrong are one answer that takes one time. */
async function checkPassword(ctx: Context, email: string, password: string): Promise<Person | null> {
  const found = await credentialsByEmail(ctx.db, email.trim().toLowerCase());
  const isRight = await isPassword(password, found?.passwordHash ?? null);
  if (!found || !isRight || found.disabledAt !== null) return null;
  const { passwordHash, ...person } = found;
  if (passwordHash && isOutdated(passwordHash))
    await changePerson(ctx.db, person.id, { password_hash: await hashPassword(password) });
  return person;
}

/** Tries the sign-in form; null when address and password do not fit. */
export async function trySignIn(
  ctx: Context,
  authenticator: passport.Authenticator,
  request: Request,
  response: Response,
): Promise<Person | null> {
  const email = String(request.body?.email ?? "")
    .trim()
    .toLowerCase();
  const attempt = signInAttempt(email, originOf(ctx, request, email));
  const person = await throttled(ctx, attempt, () => authenticate(authenticator, request, response));
  await inTransaction(ctx, (ctx) =>
    recordDeed(ctx, {
      by: person ? byPerson(person) : byPortal,
      action: person ? "signed in" : "refused sign-in",
      object: person ? `person ${person.id}` : "unknown",
      data: { network: networkOf(request.ip ?? "") },
    }),
  );
  return person;
}

/** The password once more. Right: the session gets a new id and counts as fresh; wrong tries count like at the door. */
export async function provePassword(
  ctx: Context,
  request: Request,
  response: Response,
  password: string,
): Promise<boolean> {
  const person = personOf(request);
  const attempt = signInAttempt(person.email, originOf(ctx, request, person.email));
  const isRight = await throttled(ctx, attempt, () => isOwnPassword(ctx, person, password));
  if (isRight) await startSession(ctx, request, response, person);
  return isRight;
}

export const originOf = (ctx: Context, request: Request, email: string) => ({
  address: request.ip ?? "",
  isKnownDevice: isKnownDevice(ctx, request, email),
});

function authenticate(
  authenticator: passport.Authenticator,
  request: Request,
  response: Response,
): Promise<Person | null> {
  return new Promise((resolve, reject) => {
    const answer = (error: unknown, person?: Person | false) => (error ? reject(error) : resolve(person || null));
    authenticator.authenticate("local", { session: false }, answer)(request, response, reject);
  });
}
