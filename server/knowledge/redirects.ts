import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { byPortal } from "#server/audit/trail.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { everyAddress, putAddress } from "./address-store.ts";
import { giveAddress, placeAt } from "./addresses.ts";
import { pathOf } from "./article.ts";
import type { Problem } from "./files.ts";
import { knownArticles } from "./writing-store.ts";

export const REDIRECTS_FILE = "redirects.yaml";

const ADDRESS = z.string().regex(/^\/[^\s?#]{1,299}$/);
const REDIRECTS = z.record(ADDRESS, ADDRESS);

export type Redirect = { from: string; to: string };

/** Addresses that were given up, as they travel with a folder of articles. A folder without the file has none. */
export function readRedirects(folder: string): { redirects: Redirect[]; problems: Problem[] } {
  const refuse = (reason: string) => ({ redirects: [], problems: [{ file: REDIRECTS_FILE, reason }] });
  try {
    const text = readFileSync(path.join(folder, REDIRECTS_FILE), "utf8");
    const read = REDIRECTS.safeParse(parse(text, { maxAliasCount: 10, schema: "failsafe" }) ?? {});
    if (!read.success) return refuse("It is no list of lines like /articles/old-name: /articles/new-name.");
    return { redirects: Object.keys(read.data).map((from) => ({ from, to: endOf(from, read.data) })), problems: [] };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { redirects: [], problems: [] };
    return refuse(`It cannot be read: ${error instanceof Error ? error.message.split("\n")[0] : error}`);
  }
}

const MOST_HOPS = 20;

/** Where a chain of lines ends; a circle ends somewhere, too. */
function endOf(from: string, lines: Record<string, string>): string {
  let goal = lines[from] ?? from;
  for (let hops = 0; hops < MOST_HOPS && lines[goal] !== undefined; hops += 1) goal = lines[goal] ?? goal;
  return goal;
}

/** An article whose file was renamed, and a line says so, stays the article it was, with its votes and its history. */
export async function followRenames(ctx: Context, redirects: Redirect[], present: ReadonlySet<string>): Promise<void> {
  if (redirects.length === 0) return;
  const known = new Map((await knownArticles(ctx.db)).map((one) => [pathOf(one.slug), one]));
  for (const { from, to } of redirects) {
    const article = known.get(from);
    const wanted = to.replace(pathOf(""), "");
    if (!article || known.has(to) || present.has(article.slug) || !present.has(wanted)) continue;
    await inTransaction(ctx, (ctx) => giveAddress(ctx, byPortal, article, wanted));
  }
}

/** Keeps what the file says. What leads nowhere is named; an address an article has is never taken from it. */
export async function keepRedirects(ctx: Context, redirects: Redirect[]): Promise<Problem[]> {
  const problems: Problem[] = [];
  if (redirects.length === 0) return problems;
  const known = new Map((await everyAddress(ctx.db)).map((one) => [one.path, one]));
  const taken = new Set((await knownArticles(ctx.db)).map(({ slug }) => pathOf(slug)));
  for (const { from, to } of redirects) {
    const place = taken.has(from) ? null : await placeAt(ctx, to);
    if (!place)
      problems.push({
        file: REDIRECTS_FILE,
        reason: taken.has(from) ? `${from} is an article.` : `${to} is not there.`,
      });
    else if (!known.has(from))
      await inTransaction(ctx, (ctx) =>
        putAddress(ctx.db, { path: from, ...place, made_by: null, made_at: ctx.clock.now() }),
      );
  }
  return problems;
}

/** Names files may still have, with the one their article has now. */
export async function formerSlugs(ctx: Context): Promise<Map<string, string>> {
  const rows = await everyAddress(ctx.db);
  return new Map(
    rows.flatMap(({ path, slug }) =>
      slug === null || !path.startsWith(pathOf("")) ? [] : [[path.replace(pathOf(""), ""), slug] as const],
    ),
  );
}

/** All of them as they are written into a folder, in an order that never changes by itself. */
export async function redirectLines(ctx: Context): Promise<Record<string, string>> {
  const rows = await everyAddress(ctx.db);
  return Object.fromEntries(
    rows.map((row) => [row.path, row.slug === null ? `/categories/${row.category}` : pathOf(row.slug)]),
  );
}
