import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import * as store from "./import-store.ts";

export type { NewPerson } from "./import-store.ts";

/**
 * Makes accounts without passwords for people known elsewhere. Who has an account already keeps it as it is. Says who
 * has which id, by address.
 */
export async function importPeople(ctx: Context, people: readonly store.NewPerson[]): Promise<Map<string, number>> {
  return inTransaction(ctx, async (ctx) => {
    await store.addMissingPeople(ctx.db, people);
    return store.idsByEmail(
      ctx.db,
      people.map(({ email }) => email),
    );
  });
}

export const idsByEmail = (ctx: Context, emails: readonly string[]) => store.idsByEmail(ctx.db, emails);

/** Everybody with an account, for those who need many of them. */
export const everybody = (ctx: Context) => store.everybody(ctx.db);
