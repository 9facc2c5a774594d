/** Why a message was not taken: nobody can be reached, not now, never, or nobody knows whether it was. */
export type Outcome = "unreachable" | "later" | "refused" | "unknown";

/** What the way to the reader says of it. */
export class Undelivered extends Error {
  readonly outcome: Outcome;

  constructor(outcome: Outcome, message: string) {
    super(message);
    this.outcome = outcome;
  }
}

/** How far it had come: greeting and signing in; then this message; then all of it was on its way. */
export type Stage = "connecting" | "talking" | "handed over";

/**
 * What an error means, by where it happened. A line that goes dead after the last dot looks to the library like one
 * that was never there (measured with nodemailer 10.6); an answer is an answer wherever it comes.
 */
export function outcomeAt(stage: Stage, error: unknown): Outcome {
  if (stage === "connecting") return "unreachable";
  const { responseCode } = error as { responseCode?: number };
  if (responseCode !== undefined) return responseCode >= 500 ? "refused" : "later";
  return stage === "handed over" ? "unknown" : "later";
}

/** It goes on without us: whatever was begun may still arrive. */
export const outcomeWhenSlow = (stage: Stage): Outcome => (stage === "connecting" ? "unreachable" : "unknown");

const NO_MAILBOX =
  /\b5\.1\.\d{1,3}\b|\b5\.2\.1\b|\b(user|recipient|mailbox|address) (is )?(unknown|not found|disabled)\b|\bunknown (user|recipient|mailbox|address)\b|\bno such (user|recipient|mailbox|address|person)\b|\bdoes(n't| not) exist\b/i;

/**
 * Whether a refusal says that there is no such mailbox, or none any more (RFC 3463: 5.1.x, 5.2.1). A mailbox that is
 * full, a message that is too long or looks like spam says nothing of the address.
 */
export const isOfAddress = (reason: string): boolean => NO_MAILBOX.test(reason);

/** A 5xx answer is final; what says nothing of itself is tried again. */
export function outcomeOf(error: unknown): Outcome {
  return error instanceof Undelivered ? error.outcome : outcomeAt("talking", error);
}
