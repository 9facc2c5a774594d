import { view } from "#server/http/view.ts";
import type { Context } from "#server/platform/context.ts";
import { notFound } from "#server/platform/errors.ts";
import { blankArticle } from "./blank-article.ts";
import { catalogueStamp, readCatalogue } from "./catalogue.ts";
import { checkPublished, type Fault } from "./check.ts";
import { type Coverage, coverageOf, type EntryState, type GroupState } from "./coverage.ts";
import { DRAFT_ENDING } from "./files.ts";
import { publishedArticles } from "./published.ts";
import { knowledgeVersion } from "./version.ts";

/** One mistake somewhere below can break hundreds of examples at once. */
const MOST_FAULTS = 50;

type Link = { title: string; href: string };
type Missing = { id: string; title: string; group: string; nearly: Link[]; draftHref: string; writeHref: string };
type Group = { title: string; covered: number; total: number; entries: { id: string; title: string; by: Link[] }[] };

type CoveragePage = {
  title: string;
  /** What is wrong with the catalogue itself, or null. */
  problem: string | null;
  percent: number;
  covered: number;
  total: number;
  missing: Missing[];
  groups: Group[];
  faults: { kind: string; sentence: string; article: Link | null; file: string }[];
  /** How many more there are than are shown. */
  moreFaults: number;
};
export const coverageView = view<CoveragePage>("knowledge/coverage", "staff");

/** What must be documented against what readers can read now. */
export async function coveragePage(ctx: Context): Promise<CoveragePage> {
  const { problem, coverage, faults } = await takeStock(ctx);
  const { percent, covered, total, groups } = coverage;
  return {
    title: "Coverage",
    problem,
    percent,
    covered,
    total,
    missing: groups.flatMap((group) => group.entries.filter(({ by }) => by.length === 0).map(toMissing(group))),
    groups: groups.map(toGroup),
    moreFaults: Math.max(0, faults.length - MOST_FAULTS),
    faults: faults
      .slice(0, MOST_FAULTS)
      .map(({ kind, file, sentence }) => ({ kind, file, sentence, article: articleOf(file) })),
  };
}

/** The form of the article an entry asks for, as a file to fill in and put into the folder. */
export function draftOf(ctx: Context, id: string): { name: string; text: string } {
  const read = readCatalogue(ctx.config.knowledgeDir);
  const group = read.ok ? read.catalogue.groups.find(({ entries }) => entries.some((one) => one.id === id)) : undefined;
  const entry = group?.entries.find((one) => one.id === id);
  const type = group?.types[0];
  if (!entry || !type) throw notFound("entry");
  const text = blankArticle({ type, title: entry.title, covers: entry.id, function: entry.function });
  return { name: `${id.toLowerCase().replace(/[^a-z0-9]+/g, "-")}${DRAFT_ENDING}`, text };
}

type Stock = { problem: string | null; coverage: Coverage; faults: Fault[] };
const stocks = new WeakMap<Context["library"], { stamp: string; stock: Promise<Stock> }>();

/** For reports: how much of what must be documented is, as of now. */
export const coverageNow = async (ctx: Context): Promise<Coverage> => (await takeStock(ctx)).coverage;

/** Reading every article for this page is worth doing once per change, not once per visit. */
async function takeStock(ctx: Context): Promise<Stock> {
  const stamp = `${await knowledgeVersion(ctx)} ${catalogueStamp(ctx.config.knowledgeDir)}`;
  const known = stocks.get(ctx.library);
  if (known?.stamp === stamp) return known.stock;
  const stock = lookAtEverything(ctx);
  stocks.set(ctx.library, { stamp, stock });
  // One that failed must not be remembered.
  stock.catch(() => stocks.delete(ctx.library));
  return stock;
}

async function lookAtEverything(ctx: Context): Promise<Stock> {
  const read = readCatalogue(ctx.config.knowledgeDir);
  const { articles } = await publishedArticles(ctx);
  const coverage = coverageOf(read.ok ? read.catalogue : { groups: [] }, articles);
  const faults = (await checkPublished(ctx)).filter(({ kind }) => kind !== "not covered" && kind !== "unreadable");
  return { problem: read.ok ? null : read.problem, coverage, faults };
}

const toMissing =
  ({ title: group }: GroupState) =>
  ({ id, title, nearly }: EntryState): Missing => ({
    id,
    title,
    group,
    nearly: nearly.map(toLink),
    draftHref: `/knowledge/coverage/draft?entry=${encodeURIComponent(id)}`,
    writeHref: `/knowledge/new?entry=${encodeURIComponent(id)}`,
  });

const toGroup = ({ title, covered, entries }: GroupState): Group => ({
  title,
  covered,
  total: entries.length,
  entries: entries.map(({ id, title, by }) => ({ id, title, by: by.map(toLink) })),
});

const toLink = ({ slug, title }: { slug: string; title: string }): Link => ({ title, href: `/articles/${slug}` });

function articleOf(file: string): Link | null {
  const slug = /([^/]+)\.md$/.exec(file)?.[1];
  return slug ? { title: slug, href: `/articles/${slug}` } : null;
}
