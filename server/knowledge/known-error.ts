import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { readError } from "#server/search/fingerprint.ts";
import type { ArticleCard } from "./article.ts";
import { articlesBySlugs } from "./articles.ts";
import { audienceOf, audiencesOf } from "./audience.ts";
import { articlesWithError } from "./error-store.ts";
import { alike } from "./errors-said.ts";

const MOST = 100;
const RANKED = 50;

/** `isVery` says that its text holds the error word for word; else it differs in names and numbers. */
export type KnownError = { article: ArticleCard; isVery: boolean };

/**
 * The article about a pasted error, of those they may read. Where several are about errors that only their names tell
 * apart, it is one that holds this very line, or none: "relation does not exist" is not one error.
 */
export async function articleOnError(ctx: Context, person: Person | null, text: string): Promise<KnownError | null> {
  const read = readError(text);
  if (!read) return null;
  const claims = await articlesWithError(ctx.db, audiencesOf(person), read.fingerprint, MOST);
  const very = claims.filter(({ line }) => line === alike(read.line)).map(({ slug }) => slug);
  const ranked = () => rank(ctx, person, read.line);
  const slug = very.length > 0 ? firstOf(very, ranked) : claims.length > 0 ? onlyOne(claims) : sameMessage(ranked());
  const [article] = slug === null ? [] : await articlesBySlugs(ctx, person, [slug]);
  return article ? { article, isVery: very.length > 0 } : null;
}

const rank = (ctx: Context, person: Person | null, line: string) =>
  ctx.search.search({ words: `ERROR:  ${line}`, audience: audienceOf(person), limit: RANKED });

type Ranked = ReturnType<typeof rank>;

function firstOf(slugs: readonly string[], ranked: () => Ranked): string | null {
  const [first = null, ...others] = new Set(slugs);
  if (others.length === 0) return first;
  return ranked().results.find(({ slug }) => slugs.includes(slug))?.slug ?? first;
}

function onlyOne(claims: readonly { slug: string }[]): string | null {
  const [first = null, ...others] = new Set(claims.map(({ slug }) => slug));
  return others.length === 0 ? first : null;
}

/**
 * Names that are not quoted pass for words of the message, so that its fingerprint is another; the search sees that.
 * Where it sees two, either may be meant, and both stand among the suggestions.
 */
function sameMessage({ isLikely, results }: Ranked): string | null {
  const [first, ...others] = results.filter(({ isSameError }) => isSameError);
  return isLikely && first && first.slug === results[0]?.slug && others.length === 0 ? first.slug : null;
}
