import { DAY } from "#server/platform/clock.ts";

/** An article nobody has verified yet is looked at half a year after it came out. */
export const FIRST_LOOK = 180 * DAY;

/** So many readers whom it did not help, and no more whom it did, make an article due. */
export const TOO_MANY_NO = 2;

export type DueReason =
  /** `at` is when it was to be looked at again; `isFirst`: nobody ever did. */
  | { kind: "date"; at: number; isFirst: boolean }
  | { kind: "votes"; no: number; wrong: number; at: number }
  | { kind: "reopened"; ticket: number; at: number }
  | { kind: "check"; at: number };

export type Due = { articleId: number; ownerId: number | null; reasons: DueReason[] };

export const sinceOf = ({ reasons }: Due) => Math.min(...reasons.map(({ at }) => at));

/** For people. The moment it happened is shown beside it. */
export function reasonInWords(reason: DueReason): string {
  switch (reason.kind) {
    case "date":
      return reason.isFirst ? "Nobody has verified it since it came out." : "The time it was verified for is over.";
    case "votes":
      if (reason.wrong === 0) return `${count(reason.no, "reader")} said that the present text did not help.`;
      return `${count(reason.wrong, "reader")} said that the present text is wrong or out of date.`;
    case "reopened":
      return `Ticket T-${reason.ticket}, solved with it, was opened again.`;
    case "check":
      return "An example in it failed.";
  }
}

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? "" : "s"}`;
