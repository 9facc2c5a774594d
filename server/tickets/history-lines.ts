import { timeFormats } from "#server/http/times.ts";
import type { Category } from "#server/knowledge/article.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { readSettings } from "#server/platform/settings.ts";
import type { TicketEvent } from "./history.ts";
import type { Queue } from "./queue.ts";
import { eventsOf } from "./thread-store.ts";
import { deedOf, type Names } from "./words.ts";

const SHOWN = 50;

export type HistoryLine = { at: number; who: string; deed: string };

/** What happened to a ticket in words, newest first. */
export async function historyLines(
  ctx: Context,
  ticket: { id: number },
  people: Person[],
  categories: Category[],
  queues: readonly Queue[],
): Promise<HistoryLine[]> {
  const names = await namesFor(ctx, people, categories, queues);
  const rows = await eventsOf(ctx.db, ticket.id, SHOWN);
  return rows.map(({ at, kind, data, name, personId }) => {
    const event = { kind, data: JSON.parse(data) } as TicketEvent;
    const isTaking = event.kind === "assigned" && event.data.to === personId;
    return {
      at,
      who: name ?? "The portal",
      deed: isTaking ? "took it" : deedOf(event, names),
    };
  });
}

/** Everybody and everything a history may name. */
export async function namesFor(
  ctx: Context,
  people: Person[],
  categories: Category[],
  queues: readonly Queue[],
): Promise<Names> {
  const known = new Map(people.map(({ id, name }) => [id, name]));
  const titles = new Map(categories.map(({ slug, title }) => [slug, title]));
  const person = (id: number) => known.get(id) ?? "somebody who has left";
  const category = (slug: string) => titles.get(slug) ?? slug;
  const inQueue = new Map(queues.map(({ id, name }) => [id, name]));
  const queue = (id: number) => inQueue.get(id) ?? "another queue";
  const { timeZone } = await readSettings(ctx);
  const { day } = timeFormats(ctx.clock.now(), timeZone);
  return { person, category, queue, day };
}
