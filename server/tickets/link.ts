export const LINK_KINDS = ["related", "duplicate", "blocked"] as const;
export type LinkKind = (typeof LINK_KINDS)[number];

/** How a link reads from the ticket it was made on, and from the other end. */
export const LINK_WORDS: Record<LinkKind, { here: string; there: string }> = {
  related: { here: "Related to", there: "Related to" },
  duplicate: { here: "Duplicate of", there: "Duplicated by" },
  blocked: { here: "Blocked by", there: "Blocks" },
};
