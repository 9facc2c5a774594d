import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { everyAddress, heirOf } from "./address-store.ts";
import { pathOf } from "./article.ts";
import { fileOf } from "./checked.ts";
import { drawArticle } from "./drawing.ts";
import { goalsAfter, goalsAt, replaceFaults, textsAfter } from "./link-store.ts";
import { faultsOf, type Goal, slugsIn } from "./links.ts";
import { categories } from "./shelf-store.ts";

const BATCH = 200;

type GoalRow = Awaited<ReturnType<typeof goalsAt>>[number];

const toGoal = ({ audience, outline, oldAnchors }: GoalRow): Goal => ({
  audience,
  anchors: new Set([
    ...(JSON.parse(outline) as { anchor: string }[]).map(({ anchor }) => anchor),
    ...Object.keys(JSON.parse(oldAnchors)),
  ]),
});

const shelves = async (ctx: Context) => new Set((await categories(ctx.db)).map(({ slug }) => slug));

/** Each link of a text that leads nowhere, in a sentence. A text that cannot be drawn has other worries. */
export async function linkWarnings(ctx: Context, source: string, slug: string): Promise<string[]> {
  const drawn = drawArticle(source);
  if (!drawn.ok) return [];
  const { html, outline, document } = drawn.drawing;
  const { related } = document.facts;
  const articles = new Map<string, Goal>();
  for (const wanted of slugsIn(html, related)) {
    const [row] = await goalsAt(ctx.db, [wanted, (await heirOf(ctx.db, pathOf(wanted)))?.slug ?? wanted]);
    if (row) articles.set(wanted, toGoal(row));
  }
  articles.set(slug, { audience: document.audience, anchors: new Set(outline.map(({ anchor }) => anchor)) });
  const from = { file: "", slug, audience: document.audience, html, related };
  return faultsOf(from, { articles, categories: await shelves(ctx) }).map(({ sentence }) => sentence);
}

/** The job of the night: looks at every link of everything published. What it finds is work for whoever writes. */
export async function checkLinks(ctx: Context): Promise<boolean> {
  const goals = { articles: await allGoals(ctx), categories: await shelves(ctx) };
  const faults: { article_id: number; sentence: string; found_at: number }[] = [];
  const now = ctx.clock.now();
  for (let last = 0; ; ) {
    const texts = await textsAfter(ctx.db, last, BATCH);
    for (const { id, facts, ...text } of texts) {
      const from = { ...text, file: fileOf(text), related: JSON.parse(facts).related as string[] };
      const sentences = new Set(faultsOf(from, goals).map(({ sentence }) => sentence));
      faults.push(...[...sentences].map((sentence) => ({ article_id: id, sentence, found_at: now })));
    }
    if (texts.length < BATCH) break;
    last = texts.at(-1)?.id ?? last;
    await new Promise((resolve) => setImmediate(resolve));
  }
  await inTransaction(ctx, (ctx) => replaceFaults(ctx.db, faults));
  return false;
}

async function allGoals(ctx: Context): Promise<Map<string, Goal>> {
  const goals = new Map<string, Goal>();
  for (let last = 0; ; ) {
    const rows = await goalsAfter(ctx.db, last, BATCH);
    for (const row of rows) goals.set(row.slug, toGoal(row));
    if (rows.length < BATCH) break;
    last = rows.at(-1)?.id ?? last;
  }
  for (const { path, slug } of await everyAddress(ctx.db)) {
    const goal = slug === null ? undefined : goals.get(slug);
    if (goal && path.startsWith(pathOf(""))) goals.set(path.replace(pathOf(""), ""), goal);
  }
  return goals;
}
