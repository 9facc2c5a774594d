import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { audiencesOf } from "./audience.ts";
import { beginDraft } from "./drafting.ts";
import * as store from "./origin-store.ts";

/** A draft that was made of a ticket's answer remembers which, and in which words it was asked. */
export type Origin = { ticket: number; words: string; category: string; source: string };

export const beginDraftOf = (ctx: Context, by: Person, { ticket, words, category, source }: Origin): Promise<number> =>
  inTransaction(ctx, async (ctx) => {
    const id = await beginDraft(ctx, by, { articleId: null, category, base: 0, source });
    await store.addOrigin(ctx.db, { draft_id: id, ticket, words, made_by: by.id, made_at: ctx.clock.now() });
    return id;
  });

export const originOf = (ctx: Context, draftId: number) => store.originOf(ctx.db, draftId);

export type Made = { draftId: number; title: string; href: string; isPublished: boolean };

/** For those who write: what is being made of a ticket, and what it became. */
export async function madeOfTicket(ctx: Context, by: Person, ticket: number): Promise<Made[]> {
  if (!can(by, "knowledge.write")) return [];
  return (await store.madeOf(ctx.db, ticket)).map(({ id, title, outcome, slug, articleTitle }) => ({
    draftId: id,
    title: articleTitle ?? title,
    href: outcome === "published" && slug !== null ? `/articles/${slug}` : `/knowledge/drafts/${id}`,
    isPublished: outcome === "published",
  }));
}

const MOST_UNDER_WAY = 200;

/** A draft, and what it is about: its title, and the words of the question it was made of. */
export type UnderWay = { title: string; href: string; about: string };

/** For those who write: the newest drafts, so that nobody begins what somebody is writing already. */
export async function draftsUnderWay(ctx: Context, by: Person): Promise<UnderWay[]> {
  if (!can(by, "knowledge.write")) return [];
  const drafts = await store.underWay(ctx.db, MOST_UNDER_WAY);
  return drafts.map(({ id, title, words }) => ({
    title,
    href: `/knowledge/drafts/${id}`,
    about: `${title} ${words ?? ""}`,
  }));
}

/** What a question became, as far as this reader may read it. */
export const articlesOfTicket = (ctx: Context, person: Person, ticket: number) =>
  store.articlesMadeOf(ctx.db, audiencesOf(person), ticket);

export const firstUntold = (ctx: Context) => store.firstUntold(ctx.db);
export const markTold = (ctx: Context, draftId: number) => store.markTold(ctx.db, draftId, ctx.clock.now());
