import type { HappeningType } from "./happening.ts";
import type { Kind } from "./reader.ts";

/** An event as it is read back. `q` is null once its text was forgotten. */
export type Seen = {
  id: string;
  at: number;
  kind: Kind;
  type: HappeningType;
  article: string | null;
  ticket: number | null;
  q: string | null;
  data: Data;
};

/** What the type adds; every field may be missing in an event of an older schema. */
type Data = {
  category?: string | null;
  words?: number;
  activeMs?: number;
  scroll?: number;
  copied?: number;
  helpful?: string;
  into?: number;
};

/** "Viewed" means one of these two. */
export const isView = ({ type }: Seen) => type === "view" || type === "suggest_open";

/** Texts that are the same to a reader: trimmed, lower case, single spaces. */
export const normalised = (text: string) => text.trim().toLowerCase().replace(/\s+/g, " ");

export const byTime = (one: Seen, other: Seen) => one.at - other.at || (one.id < other.id ? -1 : 1);
