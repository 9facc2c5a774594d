import type { LetterWriter } from "#server/notifications/letter.ts";
import { ticketLetters } from "#server/tickets/letters.ts";

/** Every kind of message the portal sends, and who writes it. */
export const letterWriters: ReadonlyMap<string, LetterWriter> = new Map([...ticketLetters]);
