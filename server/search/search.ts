import type { Field } from "./fields.ts";
import { openIndex } from "./opening.ts";
import type { SynonymGroup } from "./synonyms.ts";

/** Each circle holds the ones before it. */
export const CIRCLES = ["everyone", "signed-in", "staff"] as const;
export type Circle = (typeof CIRCLES)[number];

/** An article as the search takes it: plain texts only. */
export type SearchDocument = {
  slug: string;
  title: string;
  summary: string;
  category: string;
  type: string;
  audience: Circle;
  headings: string[];
  /** Its whole text without markup, at most 60,000 characters. */
  body: string;
  /** The fixed parts of messages people paste. */
  errors: string[];
  codes: string[];
  /** What people type who do not know our words. */
  terms: string[];
  /** The function it is about. */
  function: string | null;
};

export type { SynonymGroup } from "./synonyms.ts";

export type SearchQuery = {
  /** As typed or pasted; any string. */
  words: string;
  /** The widest circle the reader belongs to. */
  audience: Circle;
  /** At most 50; 20 unless told. */
  limit?: number;
  offset?: number;
  category?: string;
  type?: string;
  /** The last word may be unfinished. */
  whileTyping?: boolean;
};

export type Piece = { text: string; isMatch: boolean };

export type SearchResult = {
  slug: string;
  title: string;
  summary: string;
  category: string;
  type: string;
  /** Comparable within one answer only. */
  score: number;
  titlePieces: Piece[];
  /** The part of the text where most of the words stand together; empty when only title or search terms match. */
  passage: Piece[];
  /** In a few words, what matched. */
  why: string;
  /** One of its stored error texts is the message that was pasted, but for the names in it. */
  isSameError: boolean;
};

export type SearchAnswer = {
  results: SearchResult[];
  /** How many there are, on all pages. */
  total: number;
  /** False: we have no answer for this; what is listed is only nearest. */
  answered: boolean;
  /** The first result is likely to be the answer. */
  isLikely: boolean;
  /** The telling line of a pasted text, where only that was searched for. */
  reducedTo: string | null;
  /** Other words for the same thing that were searched for too. */
  alsoSearched: string[];
  didYouMean: string | null;
  /** How many results each filter would leave, most first. */
  facets: { categories: [string, number][]; types: [string, number][] };
};

export type SearchIndex = {
  search(query: SearchQuery): SearchAnswer;
  /** The nearest articles to a long text (a question, a ticket); best first, none where nothing is near. */
  similar(text: string, audience: Circle, limit: number): SearchResult[];
  /** The slugs nearest to an article, for what to read next; remembered until anything changes. */
  neighbours(slug: string, audience: Circle, limit: number): string[];
  /** Reads the source again, whole. The old index answers until the new one is ready, and goes on if that fails. */
  rebuild(): Promise<void>;
  /** Adds or replaces one document; it is found as soon as this returns. */
  put(document: SearchDocument): void;
  remove(slug: string): void;
  /** Replaces what is known of words for the same thing. */
  learnSynonyms(groups: readonly SynonymGroup[]): void;
  /** Replaces what is known of how articles helped: by slug, from -1 (it never did) to 1. Reorders near-equals only. */
  learnStandings(standings: ReadonlyMap<string, number>): void;
  close(): Promise<void>;
};

/** Gives every document there is, in pieces, so that ten thousand are never in memory twice. */
export type SearchSource = () => AsyncIterable<SearchDocument[]> | Iterable<SearchDocument[]>;

export type SearchOptions = {
  source: SearchSource;
  /** Where the index is kept between two starts; null keeps it nowhere. */
  directory: string | null;
  synonyms?: readonly SynonymGroup[];
  /** How much fields count in place of what is usual: to try what another ranking would do. */
  weights?: Partial<Record<Field, number>>;
  /** Hears of a rebuild that failed by itself; the old index answers on. */
  onTrouble?: (error: unknown) => void;
};

/**
 * Opens the search over everything the source gives; it answers as soon as the promise is kept.
 *
 * @throws what the source throws; never anything for what is searched
 */
export const openSearchIndex = (options: SearchOptions): Promise<SearchIndex> => openIndex(options);
