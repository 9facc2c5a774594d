import { type Golden, hasAnswer } from "./golden.ts";

/** What an engine gives for a question: slugs, best first, and whether it says that it has an answer. */
export type Engine = { name: string; find(words: string): { slugs: string[]; isAnswered: boolean } };

export type Marks = { count: number; ndcg: number; mrr: number; top1: number; top3: number; declined: number };

const DEPTH = 10;

/**
 * nDCG@10 with a gain of 2 for the first answer and 1 for the others, divided by that of the best order there is; MRR@10;
 * the shares with a right answer at the first place and among the first three; of questions without an answer, the share
 * that was declined. Shares are 0 to 1; what has no questions is NaN.
 */
export function measure(engine: Engine, questions: Golden[]): Marks {
  const inScope = questions.filter(hasAnswer).map((question) => marksOf(question, engine.find(question.words).slugs));
  const outOfScope = questions.filter((question) => !hasAnswer(question));
  const declined = outOfScope.filter(({ words }) => !engine.find(words).isAnswered).length;
  return {
    count: questions.length,
    ndcg: mean(inScope.map(({ ndcg }) => ndcg)),
    mrr: mean(inScope.map(({ place }) => (place === 0 ? 0 : 1 / place))),
    top1: mean(inScope.map(({ place }) => Number(place === 1))),
    top3: mean(inScope.map(({ place }) => Number(place >= 1 && place <= 3))),
    declined: declined / outOfScope.length,
  };
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function marksOf({ answers }: Golden, slugs: string[]): { ndcg: number; place: number } {
  const gainOf = (slug: string) => (slug === answers[0] ? 2 : answers.includes(slug) ? 1 : 0);
  const first = slugs.slice(0, DEPTH);
  const best = answers.map(gainOf).slice(0, DEPTH);
  const place = first.findIndex((slug) => gainOf(slug) > 0) + 1;
  return { ndcg: discounted(first.map(gainOf)) / discounted(best), place };
}

const discounted = (gains: number[]) => gains.reduce((sum, gain, place) => sum + gain / Math.log2(place + 2), 0);
