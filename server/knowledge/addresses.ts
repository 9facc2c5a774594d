import { type Actor, byPerson, recordDeed } from "#server/audit/trail.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction, isDuplicate } from "#server/platform/database/transaction.ts";
import { notFound } from "#server/platform/errors.ts";
import { dropAddress, goalOf, heirOf, putAddress } from "./address-store.ts";
import { isSlug, pathOf } from "./article.ts";
import { findArticle } from "./articles.ts";
import { audiencesOf } from "./audience.ts";
import { keepInStep } from "./library.ts";
import { categoryBySlug } from "./shelf-store.ts";
import { nextVersion } from "./version.ts";
import { changeArticle, knownArticle } from "./writing-store.ts";

/** Where an address that was given up leads now. Null where it never was one, or what it leads to is not open to them. */
export async function followAddress(ctx: Context, person: Person | null, path: string): Promise<string | null> {
  const goal = path.length > 300 ? undefined : await goalOf(ctx.db, audiencesOf(person), path);
  if (!goal) return null;
  if (goal.slug !== null) return pathOf(goal.slug);
  return goal.category === null ? null : `/categories/${goal.category}`;
}

export type Moved = { ok: true; slug: string } | { ok: false; problem: string };

/** Gives an article another address. The one it had leads to it for ever, and no other article gets it. */
export async function moveArticle(ctx: Context, by: Person, slug: string, wanted: string): Promise<Moved> {
  if (!can(by, "knowledge.publish")) throw notFound("article");
  const article = await findArticle(ctx, by, slug);
  if (wanted === article.slug) return { ok: true, slug: wanted };
  const problem = await whyNotMove(ctx, article.id, wanted);
  if (problem !== null) return { ok: false, problem };
  try {
    await inTransaction(ctx, (ctx) => giveAddress(ctx, byPerson(by), article, wanted));
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    return { ok: false, problem: TAKEN };
  }
  await keepInStep(ctx);
  return { ok: true, slug: wanted };
}

const TAKEN = "Another article has this address.";

/** What stands against it, in words; null where nothing does. */
async function whyNotMove(ctx: Context, articleId: number, wanted: string): Promise<string | null> {
  if (!isSlug(wanted)) return "An address is made of small letters, digits and single hyphens, 100 at most.";
  const heir = await heirOf(ctx.db, pathOf(wanted));
  if (heir && heir.articleId !== articleId)
    return `This address was ${heir.title === null ? "given up" : `“${heir.title}” once`} and leads there for ever. Choose another.`;
  const owner = await knownArticle(ctx.db, wanted);
  return owner && owner.id !== articleId ? TAKEN : null;
}

/** In a transaction. An address it had before may become its own again. */
export async function giveAddress(
  ctx: Context,
  by: Actor,
  { id, slug, revision }: { id: number; slug: string; revision: number },
  wanted: string,
): Promise<boolean> {
  const version = await nextVersion(ctx);
  await dropAddress(ctx.db, pathOf(wanted));
  if (!(await changeArticle(ctx.db, { id, revision }, { slug: wanted, version }))) return false;
  const address = { path: pathOf(slug), article_id: id, category: null, made_by: by.id, made_at: ctx.clock.now() };
  await putAddress(ctx.db, address);
  await recordDeed(ctx, { by, action: "moved article", object: `article ${wanted}`, data: { from: slug } });
  return true;
}

/** Lets an address that never led anywhere lead to an article or a category. Says what is wrong, or null. */
export async function addRedirect(ctx: Context, by: Person, path: string, goal: string): Promise<string | null> {
  if (!can(by, "knowledge.publish")) throw notFound("page");
  const place = await placeAt(ctx, goal);
  if (!place) return "Name an article or a category, like /articles/make-the-first-commit.";
  const slug = /^\/articles\/([^/]+)$/.exec(path)?.[1];
  const owner = slug === undefined ? undefined : await knownArticle(ctx.db, slug);
  if (owner?.slug === slug && owner) return "There is an article at this address.";
  await inTransaction(ctx, async (ctx) => {
    await putAddress(ctx.db, { path, ...place, made_by: by.id, made_at: ctx.clock.now() });
    await recordDeed(ctx, { by: byPerson(by), action: "redirected an address", object: path, data: { goal } });
  });
  return null;
}

/** What an address of ours names: with or without the site in front of it. */
export async function placeAt(
  ctx: Context,
  address: string,
): Promise<{ article_id: number | null; category: string | null } | null> {
  const path = address
    .trim()
    .replace(ctx.config.baseUrl, "")
    .replace(/[?#].*$/, "");
  const [, kind, slug = ""] = /^\/?(articles|categories)\/([a-z0-9-]+)\/?$/.exec(path) ?? [];
  if (kind === "categories") {
    const category = await categoryBySlug(ctx.db, slug);
    return category ? { article_id: null, category: category.slug } : null;
  }
  const article = kind === "articles" ? await knownArticle(ctx.db, slug) : undefined;
  return article && article.archivedAt === null ? { article_id: article.id, category: null } : null;
}
