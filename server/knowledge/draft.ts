import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";

/** The next revision of an article, or the first of a new one, as it stands now. */
export type Draft = {
  id: number;
  articleId: number | null;
  /** The article's address; null where there is none yet. */
  slug: string | null;
  category: string;
  title: string;
  /** The published revision it was made from; 0 for a new article. */
  baseRevision: number;
  /** The revision readers see now; null for a new article. */
  published: number | null;
  /** The number of the text as it stands, and of the newest text anybody saved. */
  save: number;
  saves: number;
  source: string;
  /** Who wrote the text as it stands. */
  authorId: number;
  author: string;
  createdAt: number;
  updatedAt: number;
  submittedBy: number | null;
  submitter: string | null;
  submittedAt: number | null;
  returner: string | null;
  returnedAt: number | null;
  note: string;
  closedAt: number | null;
  outcome: "published" | "dropped" | null;
};

/** Who may approve a text: anybody but its author, or the author too. An admin decides. */
export const APPROVERS = ["another", "anyone"] as const;
export type Approver = (typeof APPROVERS)[number];

type Written = Pick<Draft, "authorId" | "submittedBy" | "closedAt">;

/** Two people have seen every text that is published: whoever wrote it last is not the one who approves it. */
export function canPublish(person: Person | null, draft: Written, approver: Approver): boolean {
  if (!can(person, "knowledge.publish") || draft.closedAt !== null) return false;
  return approver === "anyone" || (person?.id !== draft.authorId && person?.id !== draft.submittedBy);
}

export const isWaiting = ({ submittedAt, closedAt }: Pick<Draft, "submittedAt" | "closedAt">) =>
  submittedAt !== null && closedAt === null;

/** What an unfinished text calls itself. */
export function titleIn(source: string): string {
  const title = /^title:[ \t]*(.+)$/m
    .exec(source)?.[1]
    ?.trim()
    .replace(/^(["'])(.*)\1$/, "$2");
  return (title || "Untitled").slice(0, 200);
}

/** One line end at the bottom, and those of the system of whoever typed it nowhere. */
export const tidy = (source: string) => `${source.replaceAll("\r\n", "\n").trimEnd()}\n`;
