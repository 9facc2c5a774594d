export const LINK_KINDS = ["related", "duplicate", "blocked"] as const;
export type LinkKind = (typeof LINK_KINDS)[number];

/** The ticket a link was made on, or the other one. */
export const LINK_ENDS = ["here", "there"] as const;
export type LinkEnd = (typeof LINK_ENDS)[number];

/** How a link reads from the ticket it was made on, and from the other end. */
export const LINK_WORDS: Record<LinkKind, Record<LinkEnd, string>> = {
  related: { here: "Related to", there: "Related to" },
  duplicate: { here: "Duplicate of", there: "Duplicated by" },
  blocked: { here: "Blocked by", there: "Blocks" },
};

/** It says the same from both ends, so two of them would say nothing more. */
export const isMutual = (kind: LinkKind): boolean => LINK_WORDS[kind].here === LINK_WORDS[kind].there;
