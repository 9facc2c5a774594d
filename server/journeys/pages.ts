import { view } from "#server/http/view.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import { DAY } from "#server/platform/clock.ts";
import { EVENTS_KEPT, TEXTS_KEPT } from "./retention.ts";

type PrivacyPage = {
  title: string;
  sentences: string[];
  /** Null for visitors: nothing leads from their visit to a person anyway. */
  choice: { isRecorded: boolean } | null;
};
export const privacyView = view<PrivacyPage>("journeys/privacy");

const days = (ms: number) => Math.round(ms / DAY);

/** Ten plain sentences; each is a promise the tests hold us to. */
export const SENTENCES = [
  "We record what is searched, which results are shown, which articles are opened how far and for how long, whether code is copied from them, and what is said about them. By mail, one in twenty who leave without a word is asked whether they found it, and each month one in ten whether they asked elsewhere; nobody is asked more than once a month.",
  "We do it to find out which articles help and which are missing, and whether people have to ask less often. While an experiment runs, or while teams are switched on one by one, a lot decides on whose ask form suggestions wait until they are asked for.",
  "Every record stands under a random alias; the list that says who stands behind an alias is kept apart and no page shows it.",
  "Nobody can look up in the portal who searched or read what, managers and admins included, but for you your own searches, and no report ranks people.",
  "Before words are stored, mail addresses, passwords, keys, tokens, ids and network addresses are taken out of them.",
  `The words of searches are deleted after ${days(TEXTS_KEPT)} days, and all other records of reading after ${days(EVENTS_KEPT)} days; only counts remain.`,
  "What fewer than three people did is counted but never shown.",
  "We set no cookies but those that keep you signed in, know your browser again and tie one visit together, and nothing is sent to anybody else.",
  "Tickets are no part of this: what you write in one is seen by you and by those who answer; that you asked something in chat is kept for a week at most, to count it once.",
  "You can cut the thread between you and these records at any time, for good and with one click; the counts stay and name nobody.",
];

export function privacyPage(person: Person | null, isOptedOut: boolean): PrivacyPage {
  return {
    title: "What we record",
    sentences: SENTENCES,
    choice: can(person, "account.manage") ? { isRecorded: !isOptedOut } : null,
  };
}
