import { staff } from "#server/people/directory.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { tell } from "./mailing.ts";
import { mentionedIn } from "./mention.ts";
import { canSee, type Ticket } from "./ticket.ts";
import { addWatcher } from "./watcher-store.ts";

/** Brings in the colleagues a note names: they are told, watch from now on and may add notes of their own. */
export async function bringIn(
  ctx: Context,
  by: Person,
  ticket: Ticket,
  text: string,
  place: number,
  at: number,
): Promise<number[]> {
  const named = mentionedIn(text, await staff(ctx)).filter((one) => one.id !== by.id && canSee(one, ticket));
  for (const person of named) {
    await addWatcher(ctx.db, { ticket_id: ticket.id, person_id: person.id, added_by: by.id, since: at });
    await tell(ctx, by, person, ticket, "ticket.mentioned", place);
  }
  return named.map(({ id }) => id);
}
