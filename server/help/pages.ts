import { view } from "#server/http/view.ts";
import { can, mayEnter } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";

type Key = { keys: string[]; does: string };
type HelpPage = {
  title: string;
  isStaff: boolean;
  canSearch: boolean;
  searchKeys: Key[];
  deskKeys: Key[];
};
export const helpView = view<HelpPage>("help/help");

const SEARCH_KEYS: Key[] = [
  { keys: ["↓", "↑"], does: "walk through the answers that appear while you type" },
  { keys: ["Enter"], does: "open the chosen answer; without one, show all results" },
  { keys: ["Esc"], does: "close the list and keep your words" },
];

const DESK_KEYS: Key[] = [
  { keys: ["j", "k"], does: "next, previous ticket" },
  { keys: ["o", "Enter"], does: "open the ticket" },
  { keys: ["r"], does: "reply" },
  { keys: ["n"], does: "write an internal note" },
  { keys: ["a"], does: "take the ticket, or give it to somebody" },
  { keys: ["e"], does: "resolve it" },
  { keys: ["u"], does: "back to the list" },
  { keys: ["/"], does: "search the articles" },
  { keys: ["?"], does: "show these keys" },
  { keys: ["Ctrl", "Enter"], does: "send what you write" },
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
  };
}
