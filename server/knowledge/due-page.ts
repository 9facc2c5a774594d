import { view } from "#server/http/view.ts";
import type { Person } from "#server/people/person.ts";
import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { TERMS, USUAL_TERM } from "./caring.ts";
import { type DueReason, reasonInWords } from "./due.ts";
import { dueArticles } from "./due-store.ts";

const PER_PAGE = 30;

export type DueLine = {
  slug: string;
  title: string;
  category: string;
  revision: number;
  owner: string | null;
  since: number;
  reasons: { words: string; at: number }[];
};

export type TermChoice = { days: number; until: number; isUsual: boolean };

type DuePage = {
  title: string;
  isMine: boolean;
  isFirst: boolean;
  lines: DueLine[];
  terms: TermChoice[];
  nextHref: string | null;
};
export const dueView = view<DuePage>("knowledge/due", "staff");

export const termsFrom = (now: number): TermChoice[] =>
  TERMS.map((days) => ({ days, until: now + days * DAY, isUsual: days === USUAL_TERM }));

const FIRST = { since: -1, id: 0 };

/** What somebody has to look at again, longest due first. */
export async function dueLines(ctx: Context, ownerId: number | null, limit: number, after = FIRST) {
  const rows = await dueArticles(ctx.db, ownerId, after, limit + 1);
  const lines = rows.slice(0, limit).map(({ reasons, slug, title, category, revision, owner, since }): DueLine => {
    const why: DueReason[] = JSON.parse(reasons);
    const told = why.map((reason) => ({ words: reasonInWords(reason), at: reason.at }));
    return { slug, title, category, revision, owner, since, reasons: told };
  });
  return { lines, next: rows.length > limit ? (rows[limit - 1] ?? null) : null };
}

export async function duePage(ctx: Context, by: Person, query: { after: string; isMine: boolean }): Promise<DuePage> {
  const [, since, id] = /^(\d{1,15})-(\d{1,15})$/.exec(query.after) ?? [];
  const after = since && id ? { since: Number(since), id: Number(id) } : FIRST;
  const { lines, next } = await dueLines(ctx, query.isMine ? by.id : null, PER_PAGE, after);
  const mine = query.isMine ? "mine=yes&" : "";
  return {
    title: "Due",
    isMine: query.isMine,
    isFirst: after === FIRST,
    lines,
    terms: termsFrom(ctx.clock.now()),
    nextHref: next && `/knowledge/due?${mine}after=${next.since}-${next.id}`,
  };
}
