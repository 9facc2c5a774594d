import { byPortal } from "#server/audit/trail.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { addPerson } from "./actions.ts";
import { addContact, contactById } from "./mail-contact-store.ts";
import type { Person } from "./person.ts";
import { hasPassword, personByEmail, personById } from "./store.ts";

/**
 * Somebody of whom only an address is known, from a mail. They are told of their own ticket by mail and may answer it;
 * no way in is made for them until an admin invites them, however often somebody asks for a new password.
 */
export async function addMailContact(ctx: Context, email: string, name: string): Promise<Person> {
  return inTransaction(ctx, async (ctx) => {
    const known = await personByEmail(ctx.db, email);
    if (known) return known;
    const id = await addPerson(ctx, byPortal, { email, name: name || email, role: "requester", team: null });
    await addContact(ctx.db, id, ctx.clock.now());
    return (await personById(ctx.db, id)) as Person;
  });
}

/** Whether no account was ever made for them. */
export async function isMailContact(ctx: Context, personId: number): Promise<boolean> {
  return (await contactById(ctx.db, personId)) !== undefined && !(await hasPassword(ctx.db, personId));
}
