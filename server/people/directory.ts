import type { Context } from "#server/platform/context.ts";
import { type Person, ROLES } from "./person.ts";
import { peopleAfter, peopleByIds, peopleByRole, personByEmail, personById } from "./store.ts";

const MOST_STAFF = 500;

/** Those who answer: for assignment lists and for mail about new tickets. */
export const staff = (ctx: Context): Promise<Person[]> =>
  peopleByRole(
    ctx.db,
    ROLES.filter((role) => role !== "requester"),
    MOST_STAFF,
  );

export const findPerson = (ctx: Context, id: number) => personById(ctx.db, id);

export const findPeople = async (ctx: Context, ids: readonly number[]): Promise<Person[]> =>
  ids.length === 0 ? [] : peopleByIds(ctx.db, ids);

export const findPersonByEmail = (ctx: Context, email: string) => personByEmail(ctx.db, email.trim().toLowerCase());

/** Those whose name or address holds these words, by name. */
export const peopleNamed = (ctx: Context, words: string, limit: number) =>
  peopleAfter(ctx.db, { name: "", id: 0 }, words, limit);
