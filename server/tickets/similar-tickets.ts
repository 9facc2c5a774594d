import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { eyesOf, type FoundTicket } from "./finding.ts";
import { ticketsByIds, ticketsWithWords } from "./search-store.ts";
import { rankSimilar, tellingWords } from "./similar.ts";
import { addressOf, nameOf, type Status } from "./ticket.ts";
import { STATUS_NAMES, STATUS_TONES } from "./words.ts";

const SHOWN = 4;
const LOOKED_AT = 12;
/** How far into each word we look: what stands in more tickets is no word to tell them by. */
const MOST = 150;
const READ = 2000;

export type SimilarLine = {
  name: string;
  subject: string;
  href: string;
  status: { name: string; tone: string };
  /** Leads to what merging would do; nothing is merged by itself. */
  mergeHref: string | null;
};

/** Tickets about the same, as far as their words tell; only those that may be seen. */
export async function similarTickets(
  ctx: Context,
  by: Person,
  ticket: FoundTicket,
  question: string,
): Promise<SimilarLine[]> {
  const standings = await ticketsWithWords(ctx.db, tellingWords(question.slice(0, READ)), MOST);
  const ids = rankSimilar(standings, ticket.id, LOOKED_AT, MOST);
  const rows = ids.length > 0 ? await ticketsByIds(ctx.db, ids, eyesOf(by)) : [];
  return ids
    .flatMap((id) => rows.filter((row) => row.id === id && row.status !== "merged"))
    .slice(0, SHOWN)
    .map(({ number, subject, status }) => ({
      name: nameOf({ number }),
      subject,
      href: addressOf({ number }),
      status: { name: STATUS_NAMES[status as Status], tone: STATUS_TONES[status as Status] },
      mergeHref: canMerge(ticket, status as Status) ? `${addressOf(ticket)}/merge?into=${number}` : null,
    }));
}

const canMerge = (from: FoundTicket, into: Status): boolean =>
  from.status !== "merged" && (into !== "resolved" || from.unansweredSince === null);
