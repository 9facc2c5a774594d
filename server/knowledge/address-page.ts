import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { pathsOf } from "./address-store.ts";
import { findArticle } from "./articles.ts";
import { countFaults, faultLines } from "./link-store.ts";
import { DAYS_KEPT, missingPages } from "./missing.ts";

const MOST_SHOWN = 100;
const DAYS_SHOWN = 14;

type AddressPage = {
  title: string;
  slug: string;
  article: string;
  /** Where it could be found before, and still can. */
  former: string[];
  draft: Draft<"slug">;
};
export const addressView = view<AddressPage>("knowledge/address", "staff");

export async function addressPage(ctx: Context, by: Person, slug: string, draft?: Draft<"slug">): Promise<AddressPage> {
  const article = await findArticle(ctx, by, slug);
  return {
    title: `Address of ${article.title}`,
    slug: article.slug,
    article: article.title,
    former: (await pathsOf(ctx.db, [article.id])).map(({ path }) => path),
    draft: draft ?? blankDraft({ slug: article.slug }),
  };
}

type Line = {
  address: string;
  hits: number;
  lastAt: number;
  since: number;
  bars: { x: number; height: number }[];
  draft: Draft<"goal">;
};
type MissingPage = { title: string; days: number; kept: number; lines: Line[]; wrong: Draft<"goal"> | null };
export const missingView = view<MissingPage>("knowledge/missing-pages", "staff");

const BAR = 16;

export async function missingPage(
  ctx: Context,
  typed?: { address: string; draft: Draft<"goal"> },
): Promise<MissingPage> {
  const pages = await missingPages(ctx, DAYS_SHOWN, MOST_SHOWN);
  return {
    title: "Pages that are missing",
    days: DAYS_SHOWN,
    kept: DAYS_KEPT,
    wrong: typed?.draft ?? null,
    lines: pages.map(({ address, hits, firstAt, lastAt, days }) => ({
      ...{ address, hits, lastAt, since: firstAt },
      bars: days.map((count, place) => ({ x: place * 5, height: (BAR * count) / Math.max(1, ...days) })),
      draft: typed?.address === address ? typed.draft : blankDraft({ goal: "" }),
    })),
  };
}

type LinksPage = {
  title: string;
  count: number;
  faults: { href: string; editHref: string; title: string; sentence: string }[];
  foundAt: number | null;
};
export const linksView = view<LinksPage>("knowledge/links", "staff");

/** What the nightly look at all links found. */
export async function linksPage(ctx: Context): Promise<LinksPage> {
  const faults = await faultLines(ctx.db, MOST_SHOWN);
  return {
    title: "Links that lead nowhere",
    count: await countFaults(ctx.db),
    faults: faults.map(({ slug, title, sentence }) => ({
      href: `/articles/${slug}`,
      editHref: `/articles/${slug}/edit`,
      title,
      sentence,
    })),
    foundAt: faults[0]?.foundAt ?? null,
  };
}
