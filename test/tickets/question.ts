import type { Reader } from "#server/journeys/journal.ts";
import type { Person } from "#server/people/person.ts";
import { openTicket, type Question } from "#server/tickets/opening.ts";
import type { Message } from "#server/tickets/replying.ts";
import { writeDown } from "#server/tickets/writing.ts";
import type { House } from "#test/support/house.ts";

/** Somebody at their own browser. */
export const readerOf = (person: Person): Reader => ({
  personId: person.id,
  kind: person.role === "requester" ? "dev" : "support",
  token: `session of ${person.name}`,
});

export const question = (subject = "Merge fails", wishes: Partial<Question> = {}): Question => ({
  subject,
  message: writeDown("It says 42804."),
  category: "branches",
  urgency: "normal",
  tried: [],
  ...wishes,
});

/** Asks as this person and says the ticket's number. */
export const ask = (house: House, person: Person, subject?: string, wishes?: Partial<Question>): Promise<number> =>
  openTicket(house.ctx, person, readerOf(person), question(subject, wishes));

export const says = (body: string, wishes: Partial<Message> = {}): Message => ({
  kind: "public",
  message: writeDown(body),
  seen: 1000,
  isAnyway: false,
  next: "",
  ...wishes,
});

export const note = (body: string): Message => says(body, { kind: "note" });
