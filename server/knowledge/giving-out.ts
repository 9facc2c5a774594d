import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { type Actor, recordDeed } from "#server/audit/trail.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { REDIRECTS_FILE, redirectLines } from "./redirects.ts";
import { categories } from "./shelf-store.ts";
import { articleKeys, sourcesAfter } from "./transfer-store.ts";

const BATCH = 200;

export type GivenOut = { written: number; same: number };

/** Every published article that can be named: for those who bring in what refers to them. */
export const everyArticle = (ctx: Context) => articleKeys(ctx.db);

/** Writes what readers see now as a folder of Markdown files, each exactly as its author wrote it. */
export async function giveOutFolder(ctx: Context, by: Actor, folder: string): Promise<GivenOut> {
  const given: GivenOut = { written: 0, same: 0 };
  const put = (name: string, text: string) => {
    given[writeIfNew(path.join(folder, name), text) ? "written" : "same"] += 1;
  };
  for (let last = 0; ; ) {
    const articles = await sourcesAfter(ctx.db, last, BATCH);
    for (const { category, slug, source } of articles) put(path.join(category, `${slug}.md`), source);
    if (articles.length < BATCH) break;
    last = articles.at(-1)?.id ?? last;
  }
  const shelves = await categories(ctx.db);
  const listed = shelves.map(({ slug, title, summary, icon }) => ({ slug, title, summary, icon }));
  writeIfNew(path.join(folder, "categories.yaml"), stringify(listed));
  const redirects = await redirectLines(ctx);
  if (Object.keys(redirects).length > 0)
    writeIfNew(path.join(folder, REDIRECTS_FILE), stringify(redirects, { lineWidth: 0 }));
  await inTransaction(ctx, (ctx) =>
    recordDeed(ctx, {
      by,
      action: "took out articles",
      object: "knowledge",
      data: { articles: given.written + given.same },
    }),
  );
  return given;
}

function writeIfNew(file: string, text: string): boolean {
  if (existsSync(file) && readFileSync(file, "utf8") === text) return false;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return true;
}
