import type { Option } from "#server/http/fields.ts";
import { blankDraft, type Draft as Form } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { ARTICLE_TYPES, TYPE_NAMES } from "./article.ts";
import { readCatalogue } from "./catalogue.ts";
import { suggestArticles } from "./searching.ts";
import { categories } from "./shelf-store.ts";

const MOST_SIMILAR = 4;

type NewPage = {
  title: string;
  draft: Form;
  types: Option[];
  shelves: Option[];
  /** What the catalogue asks for, when it was begun from there. */
  entry: string | null;
  /** Articles that may say it already; they were shown before it is begun all the same. */
  similar: { href: string; title: string; summary: string }[];
};
export const newView = view<NewPage>("knowledge/new", "staff");

/** A form filled in as far as the catalogue knows: what has to be written, and of which type. A gap brings its own words. */
export function wantedEntry(ctx: Context, id: string, words = ""): Form {
  const read = readCatalogue(ctx.config.knowledgeDir);
  const group = read.ok ? read.catalogue.groups.find(({ entries }) => entries.some((one) => one.id === id)) : undefined;
  const entry = group?.entries.find((one) => one.id === id);
  return blankDraft({
    title: entry?.title ?? words.replace(/\s+/g, " ").trim().slice(0, 120).toWellFormed(),
    type: group?.types[0] ?? "troubleshooting",
    category: "",
    entry: entry?.id ?? "",
    sure: "",
  });
}

export async function newPage(ctx: Context, draft: Form, similar: NewPage["similar"] = []): Promise<NewPage> {
  return {
    title: "New article",
    draft,
    types: ARTICLE_TYPES.map((value) => ({ value, label: TYPE_NAMES[value] })),
    shelves: (await categories(ctx.db)).map(({ slug, title }) => ({ value: slug, label: title })),
    entry: draft.values.entry || null,
    similar,
  };
}

export async function similarTo(ctx: Context, by: Person, title: string): Promise<NewPage["similar"]> {
  const cards = await suggestArticles(ctx, by, title, MOST_SIMILAR);
  return cards.map(({ slug, title, summary }) => ({ href: `/articles/${slug}`, title, summary }));
}
