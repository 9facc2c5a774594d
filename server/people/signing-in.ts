import type { Request, Response } from "express";
import passport from "passport";
import { Strategy } from "passport-local";
import { byPerson, byPortal, recordDeed } from "#server/audit/trail.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { tooMany } from "#server/platform/errors.ts";
import { isPassword } from "./passwords.ts";
import type { Person } from "./person.ts";
import { isKnownDevice } from "./session.ts";
import { credentialsByEmail } from "./store.ts";
import { type Attempt, countAttempt, forgiveAttempts, waitBefore } from "./throttle.ts";

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
  const { passwordHash: _hash, ...person } = found;
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
  const attempt: Attempt = { email, address: request.ip ?? "", isKnownDevice: isKnownDevice(ctx, request, email) };
  await refuseWhileWaiting(ctx, attempt);
  await countAttempt(ctx, attempt);
  const person = await authenticate(authenticator, request, response);
  if (person) await forgiveAttempts(ctx, attempt);
  await inTransaction(ctx, (ctx) =>
    recordDeed(ctx, {
      by: person ? byPerson(person) : byPortal,
      action: person ? "signed in" : "refused sign-in",
      object: person ? `person ${person.id}` : "unknown",
    }),
  );
  return person;
}

async function refuseWhileWaiting(ctx: Context, attempt: Attempt): Promise<void> {
  const wait = await waitBefore(ctx, attempt);
  if (wait <= 0) return;
  const seconds = Math.ceil(wait / 1000);
  throw tooMany(
    `Too many tries. Wait ${seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`} and try again.`,
    seconds,
  );
}

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
