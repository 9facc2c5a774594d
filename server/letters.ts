import type { LetterWriter } from "#server/notifications/letter.ts";

/** Every kind of message the portal sends, and who writes it. */
export const letterWriters: ReadonlyMap<string, LetterWriter> = new Map();
