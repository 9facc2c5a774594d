import type { DueChoice } from "./desk.ts";
import type { ChangedChoice, OpenedChoice } from "./desk-spans.ts";

/** What the desk can be narrowed to, in words. */

export const DUE_NAMES: Record<DueChoice, string> = {
  "": "Whenever",
  late: "Late",
  hour: "Due within an hour",
  soon: "Due within 4 h",
  day: "Due within 24 h",
  none: "Nothing is due",
};

export const OPENED_NAMES: Record<OpenedChoice, string> = {
  "": "Any time",
  day: "In the last 24 hours",
  week: "In the last 7 days",
  month: "In the last 30 days",
  older: "More than 30 days ago",
};

export const CHANGED_NAMES: Record<ChangedChoice, string> = {
  "": "Any time",
  day: "In the last 24 hours",
  week: "In the last 7 days",
  "quiet-3": "Not for 3 days",
  "quiet-7": "Not for a week",
  "quiet-30": "Not for 30 days",
};
