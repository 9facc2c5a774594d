import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { markOpened, markOpenedAbout, markOpenedUpTo } from "./notice-store.ts";

type Opened = { personId: number; at: number } & ({ id: number } | { about: string });

declare module "#server/platform/context.ts" {
  interface Context {
    /** What people opened, waiting to be written together: looking at a page writes nothing. */
    opened: Map<string, Opened>;
    /** What things are about, by their names, as far as this person may see them. The room that has them knows. */
    subjectsOf(ctx: Context, person: Person, names: readonly string[]): Promise<Map<string, string>>;
  }
}

/** They look at what an entry is about: whatever it said, they know it now. */
export function noteOpenedAbout(ctx: Context, { id: personId }: Person, about: string): void {
  ctx.opened.set(`${personId} ${about}`, { personId, about, at: ctx.clock.now() });
}

export function noteOpened(ctx: Context, { id: personId }: Person, id: number): void {
  ctx.opened.set(`${personId} #${id}`, { personId, id, at: ctx.clock.now() });
}

/** The job: writes the receipts down. */
export async function writeOpened(ctx: Context): Promise<boolean> {
  if (ctx.opened.size === 0) return false;
  const waiting = [...ctx.opened.values()];
  ctx.opened.clear();
  await inTransaction(ctx, async (ctx) => {
    for (const one of waiting)
      if ("id" in one) await markOpened(ctx.db, one.personId, one.id, one.at);
      else await markOpenedAbout(ctx.db, one.personId, one.about, one.at);
  });
  return false;
}

/** "I have read them": everything up to the newest that was on the page. */
export const readUpTo = (ctx: Context, by: Person, id: number) => markOpenedUpTo(ctx.db, by.id, id, ctx.clock.now());

export const readOne = (ctx: Context, by: Person, id: number) => markOpened(ctx.db, by.id, id, ctx.clock.now());
