import type { ArticleType } from "./article.ts";
import type { Catalogue, Entry, EntryGroup } from "./catalogue.ts";

/** As much of an article as coverage asks about. */
export type Covering = {
  slug: string;
  title: string;
  type: ArticleType;
  covers: readonly string[];
  function: string | null;
};

export type EntryState = Entry & {
  /** Articles that document it. */
  by: { slug: string; title: string }[];
  /** Articles that name it, but are of a kind that does not count here. */
  nearly: { slug: string; title: string }[];
};
export type GroupState = { title: string; types: ArticleType[]; entries: EntryState[]; covered: number };
export type Coverage = {
  groups: GroupState[];
  covered: number;
  total: number;
  /** Whole percents, and 100 only when nothing is missing. */
  percent: number;
  missing: EntryState[];
};

/** Compares what must be documented with what is. A function is documented by an article that says it is about it. */
export function coverageOf(catalogue: Pick<Catalogue, "groups">, articles: readonly Covering[]): Coverage {
  const naming = articlesBy(articles, ({ covers }) => covers);
  const about = articlesBy(articles, (article) => (article.function === null ? [] : [article.function]));
  const groups = catalogue.groups.map((group) => groupState(group, { naming, about }));
  const entries = groups.flatMap((group) => group.entries);
  const missing = entries.filter(({ by }) => by.length === 0);
  const total = entries.length;
  const covered = total - missing.length;
  return { groups, covered, total, percent: total === 0 ? 100 : Math.floor((100 * covered) / total), missing };
}

type Shelved = ReadonlyMap<string, Covering[]>;

function articlesBy(articles: readonly Covering[], keysOf: (article: Covering) => readonly string[]): Shelved {
  const found = new Map<string, Covering[]>();
  for (const article of articles)
    for (const key of new Set(keysOf(article))) found.set(key, [...(found.get(key) ?? []), article]);
  return found;
}

function groupState(
  { title, types, entries }: EntryGroup,
  { naming, about }: { naming: Shelved; about: Shelved },
): GroupState {
  const states = entries.map((entry): EntryState => {
    const named = naming.get(entry.id) ?? [];
    const meant = entry.function ? (about.get(entry.function) ?? []) : named;
    const by = meant.filter((article) => types.includes(article.type));
    return { ...entry, by: by.map(toLink), nearly: named.filter((one) => !by.includes(one)).map(toLink) };
  });
  return { title, types, entries: states, covered: states.filter(({ by }) => by.length > 0).length };
}

const toLink = ({ slug, title }: Covering) => ({ slug, title });
