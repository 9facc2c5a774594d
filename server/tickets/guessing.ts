import { type Classifier, isLikelyBasic, trainClassifier } from "#server/measure/classifier.ts";
import { figureOrReason } from "#server/measure/figures.ts";
import { queryWords } from "#server/measure/query-words.ts";
import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { changeByItself } from "./changing.ts";
import * as store from "./guess-store.ts";
import { FREEZES_AFTER } from "./label.ts";

const AT_ONCE = 200;
const LOOK_AGAIN = 7 * DAY;
const LEARNS_FROM = 2000;
/** Words of a long log say little of what was asked. */
const READ_OF_QUESTION = 2000;
const DEFAULT_SINCE = 180 * DAY;
const FEWEST_OF_CATEGORY = 10;

type Question = { category: string | null; subject: string; question: string };
type Unlabelled = Question & { id: number };

/** The job: what nobody labelled within two weeks after it was resolved is worked out, or left for a later look. */
export async function guessLabels(ctx: Context): Promise<boolean> {
  const now = ctx.clock.now();
  const due = { resolvedBefore: now - FREEZES_AFTER, lookedBefore: now - LOOK_AGAIN };
  const unlabelled = await store.unlabelledSince(ctx.db, due, AT_ONCE);
  if (unlabelled.length === 0) return false;
  const known = await knownOf(ctx, unlabelled);
  const left: number[] = [];
  for (const ticket of unlabelled) {
    const guess = guessOf(ticket, known);
    if (guess) await keep(ctx, ticket.id, guess);
    else left.push(ticket.id);
  }
  if (left.length > 0) await store.noteLooks(ctx.db, left, now);
  return unlabelled.length === AT_ONCE;
}

async function keep(ctx: Context, id: number, guess: store.Guess): Promise<void> {
  await changeByItself(ctx, id, async (ctx, _ticket, at) => {
    if (!(await store.addGuess(ctx.db, id, guess, at))) return null;
    return { kind: "labelled", data: { label: guess.label, article: null, source: guess.source } };
  });
}

type Known = {
  /** Went beyond the first step of their ladder. */
  climbed: ReadonlySet<number>;
  /** The article support named last, by ticket. */
  answers: ReadonlyMap<number, number>;
  /** Categories most of whose questions people call basic. */
  basicCategories: ReadonlySet<string>;
  classifier: Classifier | null;
};

async function knownOf(ctx: Context, unlabelled: readonly Unlabelled[]): Promise<Known> {
  const ids = unlabelled.map(({ id }) => id);
  const categories = await store.labelsByCategory(ctx.db, ctx.clock.now() - DEFAULT_SINCE);
  const judged = (await store.judgedByPeople(ctx.db, LEARNS_FROM)).reverse();
  const found = figureOrReason(() =>
    trainClassifier(judged.map((one) => ({ features: featuresOf(one), isBasic: one.label !== "not-basic" }))),
  );
  return {
    climbed: await store.climbedAmong(ctx.db, ids),
    answers: await answersOf(ctx, ids),
    basicCategories: new Set(categories.filter(isMostlyBasic).map(({ category }) => category)),
    classifier: found.ok ? found.figure : null,
  };
}

const isMostlyBasic = ({ all, basic }: { all: number; basic: number }) =>
  Number(all) >= FEWEST_OF_CATEGORY && Number(basic) * 2 > Number(all);

async function answersOf(ctx: Context, ids: readonly number[]): Promise<Map<number, number>> {
  const named = (await store.answersIn(ctx.db, ids)).flatMap(({ id, body }) =>
    [...body.matchAll(/\/articles\/([a-z0-9-]{1,100})/g)].map(([, slug]) => ({ id, slug: slug ?? "" })),
  );
  const articles = new Map(
    (await store.articlesCalled(ctx.db, [...new Set(named.map(({ slug }) => slug))])).map(({ id, slug }) => [slug, id]),
  );
  return new Map(
    named.flatMap(({ id, slug }) => {
      const article = articles.get(slug);
      return article === undefined ? [] : [[id, article] as const];
    }),
  );
}

/** Section 5: category default, answered by an article and the first rung; else the score of the classifier. */
export function guessOf(ticket: Unlabelled, known: Known): store.Guess | null {
  if (known.climbed.has(ticket.id)) return { label: "not-basic", articleId: null, source: "rule", score: null };
  const article = known.answers.get(ticket.id) ?? null;
  const isUsuallyBasic = ticket.category !== null && known.basicCategories.has(ticket.category);
  if (isUsuallyBasic && article !== null) return { label: "basic", articleId: article, source: "rule", score: null };
  if (!known.classifier) return null;
  const score = known.classifier.scoreOf(featuresOf(ticket));
  if (!isLikelyBasic(score)) return { label: "not-basic", articleId: null, source: "classifier", score };
  const label = article === null ? "basic-uncovered" : "basic";
  return { label, articleId: article, source: "classifier", score };
}

function featuresOf({ category, subject, question }: Question): string[] {
  const words = queryWords(`${subject} ${question.slice(0, READ_OF_QUESTION)}`);
  return [`category ${category ?? "none"}`, ...words];
}
