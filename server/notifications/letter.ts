import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";

/** A message as its reader will see it. Threading headers name earlier messages of the same conversation. */
export type Letter = {
  subject: string;
  text: string;
  html: string;
  inReplyTo?: string;
  /** The messages before that one, the first one first. */
  references?: string[];
  unsubscribe?: string;
};

/**
 * Draws one kind of message when it is about to go out, for the reader as they are then. Null when there is nothing
 * to say any more, or the reader may no longer see it: then the message is suppressed.
 */
export type LetterWriter = (ctx: Context, reader: Person, payload: unknown) => Promise<Letter | null>;

/** Hands one message over; where it comes back to is our own address unless another is given. What it throws (see outcome.ts) decides whether there is another try. */
export type Mailer = {
  send(mail: {
    to: Person;
    letter: Letter;
    messageId: string;
    returnTo: string | null;
    /** How often it has gone to and fro with this one: 1 unless it answers something that says more. */
    hops?: number;
  }): Promise<void>;
  check(): Promise<void>;
  close(): void;
};

declare module "#server/platform/context.ts" {
  interface Context {
    /** Null where no SMTP server is set: messages wait, and the portal says so. */
    mailer: Mailer | null;
    /** Each room brings the kinds of message it knows. */
    letterWriters: ReadonlyMap<string, LetterWriter>;
    /** Rings when a message was queued, so that it does not wait for the next round. */
    wakeOutbox(): void;
  }
}
