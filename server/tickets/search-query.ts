import { wordsOfText } from "#server/platform/database/full-text.ts";

/** What somebody looks for among tickets. Any part may be missing. */
export type TicketQuery = {
  typed: string;
  /** T-12, #12 or 12, and nothing else. */
  number: number | null;
  words: string[];
  /** Whose tickets: part of a name or an address. */
  from: string | null;
};

const LONGEST = 200;
const FROM = /(?:^|\s)from:(?:"([^"]+)"|(\S+))/i;

export function readTicketQuery(given: unknown): TicketQuery {
  const typed = (typeof given === "string" ? given : "")
    .replaceAll("\u0000", "")
    .toWellFormed()
    .trim()
    .slice(0, LONGEST);
  const [whole, quoted, plain] = FROM.exec(typed) ?? [];
  const [, number] = /^(?:T-|#)?([1-9]\d{0,8})$/i.exec(typed) ?? [];
  return {
    typed,
    number: number ? Number(number) : null,
    words: wordsOfText(whole ? typed.replace(whole, " ") : typed),
    from: (quoted ?? plain)?.trim() || null,
  };
}

/** How a search for somebody's tickets is typed. */
export const fromAddress = (email: string) => `/tickets/search?q=${encodeURIComponent(`from:${email}`)}`;
