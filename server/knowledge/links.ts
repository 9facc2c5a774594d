import type { Audience } from "./article.ts";
import type { Fault } from "./check.ts";
import type { Checked } from "./checked.ts";

/** What a link may lead to, as far as it is judged. */
export type Goal = Pick<Checked, "audience" | "anchors">;
export type Goals = { articles: ReadonlyMap<string, Goal>; categories: ReadonlySet<string> };
export type From = Pick<Checked, "file" | "slug" | "audience" | "html" | "related">;

/** Who may read the one may read the other: everyone is the widest circle, staff the narrowest. */
const NARROWNESS: Record<Audience, number> = { everyone: 0, "signed-in": 1, staff: 2 };

/** Anchors of the article's page that are not the article's own. */
const OF_THE_PAGE = new Set(["feedback", "content", "related", "contents"]);

/**
 * Links and related articles that lead nowhere, or nowhere for some of those who read the article. A link to an address
 * that an article gave up leads there all the same.
 */
export function linkFaults(
  checked: readonly Checked[],
  categories: ReadonlySet<string>,
  former: ReadonlyMap<string, string> = new Map(),
): Fault[] {
  const articles = new Map(checked.map((article) => [article.slug, article]));
  for (const [old, slug] of former) {
    const article = articles.get(slug);
    if (article && !articles.has(old)) articles.set(old, article);
  }
  return checked.flatMap((from) => faultsOf(from, { articles, categories }));
}

/** The same of one article. */
export function faultsOf(from: From, goals: Goals): Fault[] {
  const links = linksIn(from.html).map((href) => judge(href, "Its link", from, goals));
  const related = from.related.map((slug) => judge(`/articles/${slug}`, "Its related article", from, goals));
  return [...links, ...related].filter((fault) => fault !== null);
}

/** Every address that drawn text leads to, once. */
const linksIn = (html: string): string[] => [
  ...new Set([...html.matchAll(/<a href="([^"]*)"/g)].map((found) => plain(found[1] ?? ""))),
];

/** The articles it leads to. */
export function slugsIn(html: string, related: readonly string[]): string[] {
  const linked = linksIn(html).flatMap((href) => /^\/articles\/([a-z0-9-]{1,100})(?:[?#]|$)/.exec(href)?.[1] ?? []);
  return [...new Set([...linked, ...related])];
}

function judge(href: string, what: string, from: From, { articles, categories }: Goals): Fault | null {
  const [, path = "", hash = ""] = /^([^#?]*)(?:\?[^#]*)?(?:#(.*))?$/s.exec(href) ?? [];
  const fault = (kind: Fault["kind"], said: string) => ({
    kind,
    file: from.file,
    sentence: `${what} ${href} ${said}.`,
  });
  const shelf = /^\/categories\/([^/]+)$/.exec(path)?.[1];
  if (shelf !== undefined)
    return categories.has(shelf) ? null : fault("broken link", "leads to a category that is not there");
  const slug = path === "" ? from.slug : /^\/articles\/([^/]+)$/.exec(path)?.[1];
  if (slug === undefined) return null;
  const goal = articles.get(slug);
  if (!goal) return fault("broken link", "leads to an article that is not there");
  if (NARROWNESS[goal.audience] > NARROWNESS[from.audience])
    return fault("broken link", "leads to an article that not all of its readers may see");
  if (hash === "" || goal.anchors.has(hash) || OF_THE_PAGE.has(hash)) return null;
  return fault("broken anchor", "names a section that is not there");
}

function plain(href: string): string {
  const text = href.replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&amp;", "&");
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
