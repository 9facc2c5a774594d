import { SECOND } from "#server/platform/clock.ts";

/** A page that says nothing for so long has been left. */
const GONE_AFTER = 40 * SECOND;
const MOST_TICKETS = 5000;

export type Present = { personId: number; name: string; isWriting: boolean };
type Seen = Present & { at: number };

/** Who has which ticket open. Kept in memory: a restart forgets it, and it is right again a moment later. */
export type Presence = Map<number, Map<number, Seen>>;

export const openPresence = (): Presence => new Map();

/** Somebody says that they look at it, or write; answers with who else does. */
export function comeIn(presence: Presence, ticketId: number, who: Present, now: number): Present[] {
  const here = presence.get(ticketId) ?? new Map<number, Seen>();
  here.set(who.personId, { ...who, at: now });
  for (const [id, { at }] of here) if (now - at > GONE_AFTER) here.delete(id);
  // Moved to the end, so that what nobody looks at any more stands at the beginning.
  presence.delete(ticketId);
  presence.set(ticketId, here);
  if (presence.size > MOST_TICKETS) presence.delete(presence.keys().next().value as number);
  return [...here.values()]
    .filter(({ personId }) => personId !== who.personId)
    .map(({ personId, name, isWriting }) => ({ personId, name, isWriting }));
}

export function goAway(presence: Presence, ticketId: number, personId: number): void {
  const here = presence.get(ticketId);
  here?.delete(personId);
  if (here?.size === 0) presence.delete(ticketId);
}

/** One sentence for all of them; empty when nobody is there. Who writes comes first. */
export function presenceInWords(others: readonly Present[]): string {
  const names = (isWriting: boolean) => others.filter((one) => one.isWriting === isWriting).map(({ name }) => name);
  const sentence = (who: string[], one: string, many: string) =>
    who.length === 0 ? "" : `${listed(who)} ${who.length === 1 ? one : many}.`;
  return [
    sentence(names(true), "is writing a reply", "are writing replies"),
    sentence(names(false), "is looking at this too", "are looking at this too"),
  ]
    .filter(Boolean)
    .join(" ");
}

const listed = (names: string[]) =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
