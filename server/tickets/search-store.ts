import type { Database } from "#server/platform/database/database.ts";
import { findTexts, textsWithWords } from "#server/platform/database/finding-texts.ts";
import { type Eyes, seenAmong, seenBy } from "./seeing-store.ts";

/** As the index numbers its texts: see migrations/0012-ticket-search.ts. */
const PLACES = 1_048_576;
/** A page shows thirty tickets; most of them are found by one text. */
const AT_ONCE = 48;
const MOST_LOOKS = 16;

export type Place = { ticketId: number; place: number };

const ticketOf = (id: number) => Math.floor(id / PLACES);

const END: Place = { ticketId: 8_000_000_000, place: 0 };

/**
 * The newest tickets with such texts, each with the newest of its texts. `before` is the last ticket known already.
 * What may not be seen is left out before anything is counted.
 */
export async function placesOf(
  db: Database,
  query: {
    words: readonly string[];
    scopes: readonly string[];
    before: number | null;
    eyes: Eyes;
    signal?: AbortSignal | undefined;
  },
  limit: number,
): Promise<Place[]> {
  const found = new Map<number, Place>();
  let below = (query.before ?? END.ticketId) * PLACES;
  for (let look = 0; look < MOST_LOOKS && found.size < limit; look += 1) {
    const ids = await findTexts(db, "ticket_text", { ...query, below, limit: AT_ONCE });
    const seen = await seenAmong(db, [...new Set(ids.map(ticketOf))], query.eyes);
    for (const id of ids) {
      const ticketId = ticketOf(id);
      if (seen.has(ticketId) && !found.has(ticketId)) found.set(ticketId, { ticketId, place: id % PLACES });
    }
    const last = ids.at(-1);
    if (ids.length < AT_ONCE || last === undefined) break;
    // The rest of this ticket's texts would only say again that it was found.
    below = Math.floor(last / PLACES) * PLACES;
  }
  return [...found.values()].slice(0, limit);
}

/** The tickets with each of these words, as often as it stands there; of those with too many no more than `most`. */
export async function ticketsWithWords(db: Database, words: readonly string[], most: number) {
  const texts = await textsWithWords(db, "ticket_text", words, most);
  return [...texts].map(([word, ids]) => ({ word, tickets: ids.map(ticketOf) }));
}

export const ticketsByIds = (db: Database, ids: readonly number[], eyes: Eyes) =>
  db
    .selectFrom("ticket")
    .innerJoin("person as requester", "requester.id", "ticket.requester_id")
    .leftJoin("person as assignee", "assignee.id", "ticket.assignee_id")
    .select([
      "ticket.id",
      "ticket.number",
      "ticket.subject",
      "ticket.status",
      "ticket.updated_at as updatedAt",
      "requester.name as requester",
      "requester.team",
      "assignee.name as assignee",
    ])
    .where("ticket.id", "in", ids)
    .where(seenBy(eyes))
    .execute();

/** The messages at these places; notes only for those who may read them. */
export const messagesAt = (db: Database, places: readonly Place[], withNotes: boolean) =>
  db
    .selectFrom("ticket_message")
    .innerJoin("person", "person.id", "ticket_message.author_id")
    .select([
      "ticket_message.ticket_id as ticketId",
      "ticket_message.kind",
      "ticket_message.body",
      "person.name as author",
    ])
    .where(({ eb, and, or }) =>
      or(places.map(({ ticketId, place }) => and([eb("ticket_id", "=", ticketId), eb("place", "=", place)]))),
    )
    .$if(!withNotes, (query) => query.where("ticket_message.public_place", "is not", null))
    .execute();
