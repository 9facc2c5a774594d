import { confidenceOf, SIMILAR, sureness } from "./confidence.ts";
import { type Candidate, type Gathered, gather } from "./gathering.ts";
import { cardOf, type Held } from "./held.ts";
import { type Marks, markView } from "./marking.ts";
import { didYouMean, otherWords } from "./other-words.ts";
import { LOOKED_AT, type Ranked, rank } from "./ranking.ts";
import { type Question, readQuestion, readStory } from "./reading.ts";
import { scoreAll } from "./scoring.ts";
import type { SearchAnswer, SearchQuery, SearchResult } from "./search.ts";
import { showResults } from "./showing.ts";
import type { Synonyms } from "./synonyms.ts";
import type { View } from "./view.ts";

const MOST_SHOWN = 50;
const FEW_WORDS = 2;
const MOST_PASSED_OVER = 500;

export type Knowledge = { view: View; synonyms: Synonyms; standingOf: (slug: string) => number };

/** Answers a question from one view of the index. */
export function answerQuestion(knowledge: Knowledge, query: SearchQuery): SearchAnswer {
  const { view, synonyms } = knowledge;
  const question = readQuestion(view, query.words, synonyms, query.whileTyping ?? false);
  const limit = clamp(query.limit ?? 20, 1, MOST_SHOWN);
  const offset = clamp(query.offset ?? 0, 0, MOST_PASSED_OVER);
  const { ranked, gathered, isExact, marks } = find(knowledge, question, query, offset + limit);
  const { answered, isLikely } = confidenceOf(ranked, question.concepts);
  return {
    results: showResults(ranked.slice(offset, offset + limit), question.concepts, marks),
    total: gathered.total,
    answered: answered && isExact,
    isLikely: isLikely && isExact,
    reducedTo: question.reducedTo,
    alsoSearched: otherWords(question.concepts, ranked),
    // Of a long question that nothing answers, a guess at one word is no help.
    didYouMean: answered || question.concepts.length <= FEW_WORDS ? didYouMean(question, ranked) : null,
    facets: { categories: mostFirst(gathered.categories), types: mostFirst(gathered.types) },
  };
}

const clamp = (value: number, least: number, most: number) =>
  Math.min(most, Math.max(least, Number.isFinite(value) ? Math.trunc(value) : least));

type Found = { marks: Map<Held, Marks>; ranked: Ranked[]; gathered: Gathered; isExact: boolean };

/** A phrase nobody has written is searched for as words; then nothing answers for certain. */
export function find(knowledge: Knowledge, question: Question, filters: Filters, most: number): Found {
  const { view, standingOf } = knowledge;
  const scoring = scoreAll(view, question.concepts, question.fields);
  const narrowing = {
    category: question.category ?? filters.category ?? null,
    type: question.type ?? filters.type ?? null,
    without: question.without,
    phrases: question.phrases,
  };
  const kept = Math.max(LOOKED_AT, most);
  const exact = gather(scoring, narrowing, kept);
  const isWritten = exact.total > 0 || question.phrases.length === 0;
  const isExact = isWritten || question.isLoose;
  const gathered = isWritten ? exact : gather(scoring, { ...narrowing, phrases: [] }, kept);
  const { message, concepts, phrases } = question;
  const marks = markView(view, concepts);
  const first = rank(view, gathered.best, concepts, { message, phrases, marks, standingOf });
  return { marks, ranked: [...first, ...gathered.best.slice(LOOKED_AT).map(asTheyAre)], gathered, isExact };
}

type Filters = { category?: string; type?: string };

/** Too far down for a second look: by the first pass, below all that had one. */
function asTheyAre(one: Candidate): Ranked {
  const slug = one.at.held.slugs[one.document] as string;
  return {
    ...one,
    slug,
    closeness: 0,
    inTitle: 0,
    inPiece: 0,
    isPhrase: false,
    signature: 0,
    isVerbatim: false,
    final: one.score,
  };
}

const mostFirst = (counts: Map<string, number>): [string, number][] =>
  [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));

/** The nearest articles to a long text, where anything is near. */
export function findSimilar(knowledge: Knowledge, text: string, limit: number): SearchResult[] {
  const question = readQuestion(knowledge.view, text, knowledge.synonyms, false);
  const { ranked, marks } = find(knowledge, question, {}, limit);
  const near = ranked.filter((one) => sureness(one, question.concepts) >= SIMILAR);
  return showResults(near.slice(0, clamp(limit, 1, MOST_SHOWN)), question.concepts, marks);
}

/** Slugs of the articles nearest to one of them, itself not among them; none where the circle may not see it. */
export function findNeighbours(knowledge: Knowledge, slug: string, limit: number): string[] {
  const { view } = knowledge;
  const at = view.segments.find(({ held, end }) => {
    const place = held.places.get(slug);
    return place !== undefined && place < end && held.hidden[place] === 0;
  });
  if (!at) return [];
  const { title, summary, terms } = cardOf(at.held, at.held.places.get(slug) ?? 0);
  // What a name is made of is a subject too.
  const pieces = title.replace(/[^\p{L}\p{N}]+/gu, " ");
  const question = readStory(view, [title, pieces, summary, ...terms].join("\n"));
  const { ranked } = find(knowledge, question, {}, limit + 1);
  const near = ranked.filter((one) => one.slug !== slug && sureness(one, question.concepts) >= SIMILAR);
  return near.slice(0, clamp(limit, 1, MOST_SHOWN)).map((one) => one.slug);
}
