import { view } from "#server/http/view.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { type DraftLine, openDrafts } from "./draft-store.ts";
import { type DueLine, dueLines } from "./due-page.ts";
import { countFaults } from "./link-store.ts";
import { testsWaitingFor } from "./trial-store.ts";

const PER_PAGE = 30;
const FIRST_DUE = 5;
const MOST_TESTS = 20;

type Line = {
  href: string;
  title: string;
  isNew: boolean;
  author: string;
  at: number;
  isReturned: boolean;
  isMine: boolean;
};

type WritersPage = {
  title: string;
  isFirst: boolean;
  waiting: Line[];
  drafts: Line[];
  nextHref: string | null;
  due: DueLine[];
  tests: { href: string; title: string; asker: string; askedAt: number }[];
  canSeeGaps: boolean;
  brokenLinks: number;
  canAnnounce: boolean;
};
export const writersView = view<WritersPage>("knowledge/writers", "staff");

/** Where somebody who writes begins: what waits for them, and what is being written. */
export async function writersPage(ctx: Context, by: Person, before: string): Promise<WritersPage> {
  const from = readPlace(before);
  const isFirst = from === null;
  const drafts = await openDrafts(ctx.db, false, from ?? LAST, PER_PAGE + 1);
  const last = drafts[PER_PAGE - 1];
  return {
    title: "Writing",
    isFirst,
    waiting: isFirst ? (await openDrafts(ctx.db, true, LAST, PER_PAGE)).map((one) => toLine(one, by)) : [],
    drafts: drafts.slice(0, PER_PAGE).map((one) => toLine(one, by)),
    nextHref: drafts.length > PER_PAGE && last ? `/knowledge?before=${last.updatedAt}-${last.id}` : null,
    due: isFirst ? (await dueLines(ctx, null, FIRST_DUE)).lines : [],
    tests: isFirst
      ? (await testsWaitingFor(ctx.db, by.id, MOST_TESTS)).map(({ id, title, asker, askedAt }) => ({
          ...{ href: `/knowledge/trials/${id}`, title, asker, askedAt },
        }))
      : [],
    canSeeGaps: can(by, "report.see"),
    brokenLinks: await countFaults(ctx.db),
    canAnnounce: can(by, "announcement.write"),
  };
}

const LAST = { at: Number.MAX_SAFE_INTEGER, id: 0 };

function readPlace(before: string) {
  const [, at, id] = /^(\d{1,15})-(\d{1,15})$/.exec(before) ?? [];
  return at && id ? { at: Number(at), id: Number(id) } : null;
}

const toLine = ({ id, title, articleId, author, authorId, updatedAt, returnedAt }: DraftLine, by: Person): Line => ({
  href: `/knowledge/drafts/${id}`,
  title,
  isNew: articleId === null,
  author,
  at: updatedAt,
  isReturned: returnedAt !== null,
  isMine: authorId === by.id,
});
