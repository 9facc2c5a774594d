import { knowledgeLetters } from "#server/knowledge/letters.ts";
import { newsLetter } from "#server/knowledge/news.ts";
import { digestLetter } from "#server/notifications/digest-letter.ts";
import { hookLetter } from "#server/notifications/hook-letter.ts";
import type { LetterWriter } from "#server/notifications/letter.ts";
import { peopleLetters } from "#server/people/letters.ts";
import { monthlyLetter } from "#server/reports/monthly-letter.ts";
import { surveyLetter } from "#server/reports/survey-page.ts";
import { brakeLetter } from "#server/tickets/brake-letter.ts";
import { clockLetters } from "#server/tickets/clock-letters.ts";
import { holeLetter } from "#server/tickets/coverage-watching.ts";
import { incidentLetter } from "#server/tickets/incident-telling.ts";
import { ladderLetters } from "#server/tickets/ladder-letters.ts";
import { ladderListLetter } from "#server/tickets/ladder-list-letter.ts";
import { ticketLetters } from "#server/tickets/letters.ts";
import { receivedLetter } from "#server/tickets/mail-acknowledging.ts";
import { outOfTimeLetter } from "#server/tickets/out-of-time.ts";
import { becameLetter } from "#server/tickets/telling-askers.ts";
import { usedUpLetter } from "#server/tickets/used-up-mailing.ts";

/** Every kind of message the portal sends, and who writes it. */
export const letterWriters: ReadonlyMap<string, LetterWriter> = new Map([
  ...peopleLetters,
  ...knowledgeLetters,
  ...ticketLetters,
  ...clockLetters,
  ...ladderLetters,
  becameLetter,
  brakeLetter,
  digestLetter,
  holeLetter,
  hookLetter,
  incidentLetter,
  ladderListLetter,
  receivedLetter,
  newsLetter,
  monthlyLetter,
  outOfTimeLetter,
  surveyLetter,
  usedUpLetter,
]);
