import { view } from "#server/http/view.ts";
import { staff } from "#server/people/directory.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { notFound } from "#server/platform/errors.ts";
import { findArticle } from "./articles.ts";
import { careOf, verificationsOf } from "./care-store.ts";
import { difference, type Line } from "./difference.ts";
import { draftOfArticle } from "./drafting.ts";
import { type TermChoice, termsFrom } from "./due-page.ts";
import { commentsOn, reasonsOn, revisionsBefore, votesOn } from "./history-store.ts";
import { revisionOf } from "./store.ts";
import { type TestPiece, testsOfRevisions } from "./trial-page.ts";
import { type Helpful, REASON_NAMES } from "./vote.ts";

const PER_PAGE = 30;
const MOST_SHOWN = 20;

type Revision = {
  number: number;
  isPresent: boolean;
  author: string;
  approver: string | null;
  createdAt: number;
  votes: { yes: number; partly: number; no: number; share: number | null };
  reasons: string[];
  changesHref: string | null;
};

type HistoryPage = {
  title: string;
  slug: string;
  articleTitle: string;
  revision: number;
  revisions: Revision[];
  nextHref: string | null;
  owner: { id: number; name: string } | null;
  people: { id: number; name: string }[];
  verifications: { revision: number; by: string; at: number; until: number; note: string }[];
  terms: TermChoice[];
  comments: { revision: number; helpful: Helpful; comment: string; at: number }[];
  tests: TestPiece[];
  draftHref: string | null;
};
export const historyView = view<HistoryPage>("knowledge/history", "staff");

/** Everything an article was and what people made of it, for those who write. */
export async function historyPage(ctx: Context, by: Person, slug: string, before: string): Promise<HistoryPage> {
  const article = await findArticle(ctx, by, slug);
  const from = /^\d{1,6}$/.test(before) ? Number(before) : article.revision + 1;
  const rows = await revisionsBefore(ctx.db, article.id, from, PER_PAGE + 1);
  const shown = rows.slice(0, PER_PAGE);
  const care = await careOf(ctx.db, article.id);
  const draft = await draftOfArticle(ctx, article.id);
  return {
    title: `History: ${article.title}`,
    slug,
    articleTitle: article.title,
    revision: article.revision,
    revisions: await withVotes(ctx, article, shown),
    nextHref: rows.length > PER_PAGE ? `/articles/${slug}/history?before=${shown.at(-1)?.number}` : null,
    owner: care?.ownerId ? { id: care.ownerId, name: care.owner ?? "" } : null,
    people: (await staff(ctx)).filter((one) => can(one, "knowledge.write")).map(({ id, name }) => ({ id, name })),
    verifications: await verificationsOf(ctx.db, article.id, MOST_SHOWN),
    terms: termsFrom(ctx.clock.now()),
    comments: (await commentsOn(ctx.db, article.id, MOST_SHOWN)).map((one) => ({ ...one, comment: one.comment ?? "" })),
    tests: await testsOfRevisions(ctx, article.id),
    draftHref: draft ? `/knowledge/drafts/${draft.id}` : null,
  };
}

type Rows = Awaited<ReturnType<typeof revisionsBefore>>;

async function withVotes(
  ctx: Context,
  { id, slug, revision }: { id: number; slug: string; revision: number },
  rows: Rows,
): Promise<Revision[]> {
  const numbers = rows.map(({ number }) => number);
  if (numbers.length === 0) return [];
  const votes = new Map((await votesOn(ctx.db, id, numbers)).map((row) => [row.revision, row]));
  const reasons = await reasonsOn(ctx.db, id, numbers);
  return rows.map(({ number, origin, author, approver, createdAt }) => ({
    ...{ number, approver, createdAt, isPresent: number === revision },
    author: author ?? (origin === "file" ? "The article’s file" : "Somebody"),
    votes: countsIn(votes.get(number)),
    reasons: reasons
      .filter((one) => one.revision === number)
      .flatMap(({ reason, count }) => (reason === null ? [] : [`${REASON_NAMES[reason]}: ${count}`])),
    changesHref: number > 1 ? `/articles/${slug}/changes?from=${number - 1}&to=${number}` : null,
  }));
}

function countsIn(row: { yes: number; partly: number; no: number } | undefined) {
  const [yes, partly, no] = [Number(row?.yes ?? 0), Number(row?.partly ?? 0), Number(row?.no ?? 0)];
  const all = yes + partly + no;
  return { yes, partly, no, share: all === 0 ? null : Math.round((100 * yes) / all) };
}

type ChangesPage = {
  title: string;
  slug: string;
  articleTitle: string;
  from: number;
  to: number;
  present: number;
  lines: Line[] | null;
  fromText: string;
  toText: string;
  canRestore: boolean;
};
export const changesView = view<ChangesPage>("knowledge/changes", "staff");

/** What differs between any two revisions. */
export async function changesPage(
  ctx: Context,
  by: Person,
  slug: string,
  asked: { from: number; to: number },
): Promise<ChangesPage> {
  const article = await findArticle(ctx, by, slug);
  const [one, other] = [await textOf(ctx, article.id, asked.from), await textOf(ctx, article.id, asked.to)];
  return {
    ...{ title: `Changes: ${article.title}`, slug, articleTitle: article.title },
    ...asked,
    present: article.revision,
    ...{ lines: difference(one, other), fromText: one, toText: other },
    canRestore: asked.from !== article.revision,
  };
}

async function textOf(ctx: Context, articleId: number, number: number): Promise<string> {
  const revision = Number.isSafeInteger(number) ? await revisionOf(ctx.db, articleId, number) : undefined;
  if (!revision) throw notFound("revision");
  return revision.source;
}
