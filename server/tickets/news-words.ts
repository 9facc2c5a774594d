import type { Urgency } from "#server/notifications/channels.ts";
import type { LetterKind } from "./mailing.ts";

/** What lists and webhooks say of a kind of news, and why it is they who hear of it. */
export const NEWS_WORDS: Record<LetterKind, { urgency: Urgency; sentence: string; rule: string }> = {
  "ticket.opened": { urgency: "normal", sentence: "A new question.", rule: "Nobody has it yet, and you answer" },
  "ticket.asked": {
    urgency: "normal",
    sentence: "Who asked has written again.",
    rule: "Nobody has it, and you answer",
  },
  "ticket.assigned": { urgency: "normal", sentence: "It was given to you.", rule: "You have it" },
  "ticket.answered": { urgency: "normal", sentence: "There is an answer.", rule: "You asked it" },
  "ticket.resolved": { urgency: "normal", sentence: "It was marked as resolved.", rule: "You asked it" },
  "ticket.reminded": { urgency: "normal", sentence: "It waits for your answer.", rule: "You asked it" },
  "ticket.joined": { urgency: "normal", sentence: "Your question goes on here.", rule: "You asked it" },
  "ticket.split": { urgency: "normal", sentence: "It became a question of its own.", rule: "You asked it" },
  "ticket.along": { urgency: "normal", sentence: "Somebody wrote.", rule: "You read along" },
  "ticket.watched": { urgency: "low", sentence: "Somebody wrote.", rule: "You watch it" },
  "ticket.mentioned": { urgency: "normal", sentence: "You were named in a note.", rule: "A colleague named you" },
  "ticket.woke": { urgency: "normal", sentence: "Its hold is over.", rule: "You have it" },
  "ticket.lapsed": { urgency: "normal", sentence: "It was closed, as no answer came.", rule: "You asked it" },
};
