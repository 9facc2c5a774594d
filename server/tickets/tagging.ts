import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { forbidden, Refusal } from "#server/platform/errors.ts";
import { changeTicket } from "./changing.ts";
import { readTags } from "./tag.ts";
import { addTags, removeTags, tagsOf, usualTags } from "./tag-store.ts";
import { isOwn, type Ticket } from "./ticket.ts";

const OFFERED = 50;

export const offeredTags = (ctx: Context) => usualTags(ctx.db, OFFERED);
export const listTags = (ctx: Context, ticket: { id: number }) => tagsOf(ctx.db, ticket.id);

/** What shall be added and taken away. A colleague's tags of the same moment stay as they are. */
export type TagChange = { add: readonly string[]; remove: readonly string[] };

/** From the tags they saw to the tags they typed. */
export function changeBetween(before: readonly string[], wanted: readonly string[]): TagChange {
  return {
    add: wanted.filter((tag) => !before.includes(tag)),
    remove: before.filter((tag) => !wanted.includes(tag)),
  };
}

/** Whoever asked never hears of tags: they are how those who answer sort their work. */
export async function tagTicket(ctx: Context, by: Person, number: number, change: TagChange): Promise<Ticket> {
  return changeTicket(ctx, by, number, async (ctx, ticket) => {
    if (!can(by, "ticket.triage", isOwn(by, ticket))) throw forbidden("Only those who answer may change this.");
    const now = await tagsOf(ctx.db, ticket.id);
    const added = change.add.filter((tag) => !now.includes(tag));
    const removed = change.remove.filter((tag) => now.includes(tag));
    if (added.length === 0 && removed.length === 0) return null;
    const { wrong } = readTags([...now.filter((tag) => !removed.includes(tag)), ...added].join());
    if (wrong) throw new Refusal(422, wrong);
    await removeTags(ctx.db, ticket.id, removed);
    await addTags(ctx.db, ticket.id, added);
    return { kind: "tagged", data: { added: [...added], removed: [...removed] } };
  });
}
