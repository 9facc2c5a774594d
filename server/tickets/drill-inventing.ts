import type { Article, ArticleCard } from "#server/knowledge/article.ts";
import { articlesAfter, findArticle } from "#server/knowledge/articles.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import type { DrillQuestion } from "./drill.ts";
import { queueFor } from "./queues.ts";
import type { Urgency } from "./ticket.ts";

const QUESTIONS = 14;
const MOST_PAGES = 10;
const STARTS = [
  "It worked yesterday.",
  "This is on a fresh installation.",
  "Only in our pipeline.",
  "I followed the steps twice.",
];
const ENDS = ["What am I missing?", "Is this known?", "Any hint is welcome.", "Did I do this in the wrong order?"];
const URGENCIES: readonly Urgency[] = ["normal", "normal", "normal", "high", "low"];

/** The next number from 0 to before 1; the same seed gives the same day (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A day nobody had: questions in the words people use for what the articles here answer, so that it is known which one
 * does. Articles that say no such words are left out.
 */
export async function inventDay(
  ctx: Context,
  by: Person,
  seed: number,
  { from, to }: { from: number; to: number },
): Promise<DrillQuestion[]> {
  const roll = dice(seed);
  const pick = <One>(all: readonly One[]) => all[Math.floor(roll() * all.length)] as One;
  const cards = shuffled(await everyCard(ctx, by), roll);
  const questions: Omit<DrillQuestion, "n">[] = [];
  for (const { slug } of cards) {
    if (questions.length === QUESTIONS) break;
    const article = await findArticle(ctx, by, slug);
    const asked = askFor(article, pick);
    if (!asked) continue;
    questions.push({
      ...{ ...asked, at: from + Math.floor(roll() * (to - from)), urgency: pick(URGENCIES), ticketId: null },
      ...{ category: article.category, queueId: await queueFor(ctx, article.category), article: article.slug },
    });
  }
  return questions.sort((a, b) => a.at - b.at).map((one, place) => ({ ...one, n: place + 1 }));
}

function askFor(
  { facts, title }: Article,
  pick: <One>(all: readonly One[]) => One,
): { subject: string; body: string } | null {
  const [error] = facts.errors;
  if (!error && facts.terms.length === 0) return null;
  const words = facts.terms.length > 0 ? pick(facts.terms) : title;
  const what = error ? `It says:\n\n    ${error}` : `It is about “${words}”.`;
  return { subject: capital(error ?? words).slice(0, 140), body: `${pick(STARTS)} ${what}\n\n${pick(ENDS)}` };
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

async function everyCard(ctx: Context, by: Person): Promise<ArticleCard[]> {
  const all: ArticleCard[] = [];
  let after = "";
  for (let page = 0; page < MOST_PAGES; page++) {
    const { cards, next } = await articlesAfter(ctx, by, after, 100);
    all.push(...cards.filter(({ type }) => type !== "runbook"));
    if (next === null) break;
    after = next;
  }
  return all;
}

function shuffled<One>(all: readonly One[], roll: () => number): One[] {
  const mixed = [...all];
  for (let place = mixed.length - 1; place > 0; place--) {
    const other = Math.floor(roll() * (place + 1));
    [mixed[place], mixed[other]] = [mixed[other] as One, mixed[place] as One];
  }
  return mixed;
}
