import { isSlug } from "#server/knowledge/article.ts";
import { articlesBySlugs } from "#server/knowledge/articles.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import type { Tried } from "./opening.ts";

export const MOST_TRIED = 8;
const LONGEST = 300;

/** How what somebody tried travels in a form: `search:` and the words, or `article:` and its slug. */
export type Mark = string;

export const searchMark = (words: string): Mark => `search:${words.slice(0, LONGEST).toWellFormed()}`;
export const articleMark = (slug: string): Mark => `article:${slug}`;

/** What they did last stands last, nothing twice, and not without end. */
export const joinMarks = (marks: readonly Mark[], more: readonly Mark[]): Mark[] =>
  [...new Set([...marks.filter((mark) => !more.includes(mark)), ...more])].filter(Boolean).slice(-MOST_TRIED);

export const slugsIn = (marks: readonly Mark[]): string[] =>
  marks.flatMap((mark) => (mark.startsWith("article:") && isSlug(mark.slice(8)) ? [mark.slice(8)] : []));

/** What the marks stand for. An article they may not read is left out: its title would tell them of it. */
export async function readMarks(
  ctx: Context,
  person: Person,
  marks: readonly Mark[],
): Promise<(Tried & { mark: Mark })[]> {
  const titles = new Map((await articlesBySlugs(ctx, person, slugsIn(marks))).map(({ slug, title }) => [slug, title]));
  return marks.slice(0, MOST_TRIED).flatMap((mark): (Tried & { mark: Mark })[] => {
    const [kind, text] = [mark.slice(0, mark.indexOf(":")), mark.slice(mark.indexOf(":") + 1)];
    if (kind === "search" && text.trim() !== "") return [{ kind, text: text.slice(0, LONGEST), slug: null, mark }];
    const title = kind === "article" ? titles.get(text) : undefined;
    return title === undefined ? [] : [{ kind: "article", text: title, slug: text, mark }];
  });
}
