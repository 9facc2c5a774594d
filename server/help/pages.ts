import { view } from "#server/http/view.ts";
import { can, mayEnter } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import { type Setting, settingsList } from "#server/platform/config.ts";
import type { Context } from "#server/platform/context.ts";
import { DESK_KEYS, type Key } from "#server/tickets/keys.ts";
import { isTaken } from "#server/tickets/mail-words.ts";

type HelpPage = {
  title: string;
  isStaff: boolean;
  canSearch: boolean;
  searchKeys: Key[];
  deskKeys: Key[];
  /** Where questions may be mailed to; null where no mail comes in. */
  mailAddress: string | null;
  /** The settings of mail, for those who run the place. */
  mailSettings: Setting[];
};
export const helpView = view<HelpPage>("help/help");

const MAIL_SETTINGS = /^(MAIL_|IMAP_|SMTP_)/;

const SEARCH_KEYS: Key[] = [
  { keys: ["↓", "↑"], does: "walk through the answers that appear while you type" },
  { keys: ["Enter"], does: "open the chosen answer; without one, show all results" },
  { keys: ["Esc"], does: "close the list and keep your words" },
];

/** Keys of pages that somebody cannot open would only be in the way. */
export function helpPage({ config }: Context, person: Person | null): HelpPage {
  const isStaff = can(person, "desk.see");
  return {
    title: "Help and keys",
    isStaff,
    canSearch: mayEnter(person, "knowledge.search", config.publicKnowledge),
    searchKeys: SEARCH_KEYS,
    deskKeys: isStaff ? DESK_KEYS : [],
    mailAddress: isTaken(config) ? config.mailFrom : null,
    mailSettings: can(person, "portal.manage") ? settingsList().filter(({ name }) => MAIL_SETTINGS.test(name)) : [],
  };
}
