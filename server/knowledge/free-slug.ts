import type { Context } from "#server/platform/context.ts";
import { knownArticle } from "./writing-store.ts";

const LONGEST = 80;
const MOST_TRIES = 200;

/** An address made of a title, as nobody has it yet. */
export async function freeSlug(ctx: Context, title: string): Promise<string> {
  const wanted = slugFrom(title);
  for (let number = 1; number <= MOST_TRIES; number += 1) {
    const slug = number === 1 ? wanted : `${wanted}-${number}`;
    if (!(await knownArticle(ctx.db, slug))) return slug;
  }
  throw new Error(`There are more than ${MOST_TRIES} articles called ${wanted}.`);
}

export function slugFrom(title: string): string {
  const words = title
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}+/gu, "")
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, LONGEST)
    .replace(/^-+|-+$/g, "");
  return words || "article";
}
