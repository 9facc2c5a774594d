import type { Context } from "#server/platform/context.ts";
import { CATALOGUE_FILE, type Catalogue, readCatalogue } from "./catalogue.ts";
import { type Checked, readArticles } from "./checked.ts";
import { coverageOf } from "./coverage.ts";
import { readFolder } from "./files.ts";
import { linkFaults } from "./links.ts";
import { publishedArticles } from "./published.ts";
import { formerSlugs } from "./redirects.ts";
import { sharedSignatures } from "./signatures.ts";
import { staleFaults } from "./stale.ts";

export const FAULTS = [
  "unreadable",
  "broken link",
  "broken anchor",
  "not covered",
  "shared signature",
  "stale",
] as const;

/** Something in the knowledge that is not as it should be, said so that one can put it right. */
export type Fault = { kind: (typeof FAULTS)[number]; file: string; sentence: string };

/** `portal knowledge check`: one folder, or the portal's own folder together with everything it has published. */
export async function checkKnowledge(ctx: Context, folder?: string): Promise<Fault[]> {
  if (folder !== undefined) return checkFolder(folder);
  const faults = [...checkFolder(ctx.config.knowledgeDir), ...(await checkPublished(ctx))];
  return [...new Map(faults.map((fault) => [`${fault.file}\n${fault.sentence}`, fault])).values()];
}

/** Everything wrong with a folder of articles; an empty list says that it may be published. */
export function checkFolder(folder: string): Fault[] {
  const { files, shelves, problems } = readFolder(folder);
  const { articles, unreadable } = readArticles(files);
  return [
    ...[...problems, ...unreadable].map(({ file, reason }): Fault => ({ kind: "unreadable", file, sentence: reason })),
    ...linkFaults(articles, new Set(shelves.map(({ slug }) => slug))),
    ...catalogueFaults(folder, articles),
  ];
}

/** The same of what readers see now, and what has gone out of date. */
export async function checkPublished(ctx: Context): Promise<Fault[]> {
  const { articles, categories } = await publishedArticles(ctx);
  const links = linkFaults(articles, categories, await formerSlugs(ctx));
  return [...links, ...catalogueFaults(ctx.config.knowledgeDir, articles), ...(await staleFaults(ctx))];
}

function catalogueFaults(folder: string, articles: readonly Checked[]): Fault[] {
  const read = readCatalogue(folder);
  if (!read.ok) return [{ kind: "unreadable", file: CATALOGUE_FILE, sentence: read.problem }];
  return [...uncovered(read.catalogue, articles), ...signatureFaults(read.catalogue, articles)];
}

function uncovered(catalogue: Catalogue, articles: readonly Checked[]): Fault[] {
  return coverageOf(catalogue, articles).missing.map(({ id, title, nearly }) => {
    const almost = nearly[0] ? ` ${nearly[0].slug} names it, but is of another kind or about another function.` : "";
    return { kind: "not covered", file: CATALOGUE_FILE, sentence: `No article covers ${id}, "${title}".${almost}` };
  });
}

function signatureFaults({ sharedSignatures: allowed }: Catalogue, articles: readonly Checked[]): Fault[] {
  return sharedSignatures(articles, allowed).map(({ signature, files: [first = "", ...others] }) => ({
    kind: "shared signature",
    file: first,
    sentence: `${others.join(", ")} claims the same error text: ${signature}`,
  }));
}
