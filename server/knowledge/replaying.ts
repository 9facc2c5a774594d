import { TEXTS_KEPT } from "#server/journeys/retention.ts";
import { SECOND } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { CIRCLES, type Circle, openSearchIndex, type SearchDocument, type SearchIndex } from "#server/search/search.ts";
import { everything } from "./library.ts";
import { type Change, compareAnswers, isChanged, LOOKED_AT, type PastSearch, type Replayed } from "./replay.ts";
import { countSearches, pastSearches } from "./replay-store.ts";
import { learnStandings } from "./standing.ts";
import { readSynonyms } from "./synonyms.ts";

/** What fewer people searched for could tell who it was. */
const FEWEST_PEOPLE = 3;
const MOST_SEARCHES = 1000;
const MOST_RARE = 1000;
/** Of work: while others get their turn, nobody counts. */
const LONGEST = 60 * SECOND;

/** A replay on its way: the index as it would be, and how far the searches were played. */
export type Playing = {
  trial: SearchIndex;
  subject: string | null;
  circles: Circle[];
  searches: readonly (PastSearch & { isRare: boolean })[];
  place: number;
  worked: number;
  found: Replayed;
};

/** Opens a second index that differs by the change alone. The one that answers readers is left as it is. */
export async function beginReplay(ctx: Context, change: Change): Promise<Playing> {
  const since = ctx.clock.now() - TEXTS_KEPT;
  const shown = await pastSearches(ctx.db, since, { least: FEWEST_PEOPLE, most: 1e9 }, MOST_SEARCHES);
  const rare = await pastSearches(ctx.db, since, { least: 0, most: FEWEST_PEOPLE - 1 }, MOST_RARE);
  const searches = [
    ...shown.map((one) => ({ ...one, isRare: false })),
    ...rare.map((one) => ({ ...one, isRare: true })),
  ];
  const circles = CIRCLES.filter((circle) => circle !== "everyone" || ctx.config.publicKnowledge);
  const leftOut = (await countSearches(ctx.db, since)) - searches.length;
  const found = { since, searches: 0, times: 0, changed: [], rare: { searches: 0, changed: 0 }, leftOut, circles };
  const subject = change.kind === "article" ? change.document.slug : null;
  return { trial: await openTrial(ctx, change), subject, circles, searches, place: 0, worked: 0, found };
}

async function openTrial(ctx: Context, change: Change): Promise<SearchIndex> {
  const trial = await openSearchIndex({
    source: () => withArticle(everything(ctx.db), change.kind === "article" ? change.document : null),
    directory: null,
    synonyms: change.kind === "synonyms" ? change.groups : readSynonyms(ctx.config.knowledgeDir).groups,
    ...(change.kind === "ranking" ? { weights: change.weights } : {}),
  });
  if (change.kind !== "ranking" || !change.withoutReaders) await learnStandings({ ...ctx, search: trial });
  return trial;
}

async function* withArticle(
  source: AsyncIterable<SearchDocument[]>,
  document: SearchDocument | null,
): AsyncGenerator<SearchDocument[]> {
  for await (const some of source) yield some.filter(({ slug }) => slug !== document?.slug);
  if (document) yield [document];
}

/** Plays the next searches for so many ms, and says whether there are more. */
export function playSome(ctx: Pick<Context, "search">, playing: Playing, budget: number): boolean {
  const began = performance.now();
  for (; playing.place < playing.searches.length; playing.place += 1) {
    const spent = performance.now() - began;
    if (spent >= budget || playing.worked + spent >= LONGEST) break;
    const search = playing.searches[playing.place];
    if (search) playOne(ctx, playing, search);
  }
  playing.worked += performance.now() - began;
  if (playing.worked < LONGEST) return playing.place < playing.searches.length;
  playing.found.leftOut += playing.searches.length - playing.place;
  playing.place = playing.searches.length;
  return false;
}

function playOne(ctx: Pick<Context, "search">, playing: Playing, search: Playing["searches"][number]): void {
  const { trial, subject, circles, found } = playing;
  const { isRare, ...past } = search;
  const pairs = circles.map((audience) => {
    const query = { words: past.words, audience, limit: LOOKED_AT };
    return { circle: audience, before: ctx.search.search(query), after: trial.search(query) };
  });
  const differs = compareAnswers(pairs, subject);
  if (isRare) {
    found.rare.searches += 1;
    found.rare.changed += isChanged(differs) ? 1 : 0;
    return;
  }
  found.searches += 1;
  found.times += past.times;
  if (isChanged(differs)) found.changed.push({ ...past, ...differs });
}

/** All at once, for the command line, with a breath between two slices. */
export async function replay(ctx: Context, change: Change, say: (share: number) => void): Promise<Replayed> {
  const playing = await beginReplay(ctx, change);
  try {
    while (playSome(ctx, playing, SECOND / 4)) {
      say(playing.place / playing.searches.length);
      await new Promise((resolve) => setImmediate(resolve));
    }
    return playing.found;
  } finally {
    await playing.trial.close();
  }
}
