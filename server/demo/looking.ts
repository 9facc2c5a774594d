import { noteEvent, type Reader } from "#server/journeys/journal.ts";
import { giveFeedback } from "#server/knowledge/feedback.ts";
import type { Person } from "#server/people/person.ts";
import { SECOND } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { type Chance, chanceFrom } from "./chance.ts";
import type { Moment } from "./moments.ts";
import type { Look } from "./story.ts";

/** What the portal's own search lists for some words, best first. */
export type List = (words: string) => string[];

export type Looking = {
  asker: Person;
  list: List;
  /** Of the articles somebody in this story opens. */
  revisions: ReadonlyMap<string, number>;
};

/** Words so wrong that nothing is found; then the right ones. */
const MISTYPED = 0.08;
/** So many type less than they could. */
const VAGUE = 0.45;
/** What stands first is opened first by so many, though it is another article. */
const FIRST_COMES_FIRST = 0.45;
/** Of those who leave without a word, so many have opened nothing. */
const OPENS_NOTHING = 0.35;

/**
 * One need looked for: what is listed is what the search lists, and where the right article stands decides how long it takes
 * to be seen and what is opened before it. Draws of its own, from the moment it happens in: the rest of the story stays.
 */
export function lookMoments(looking: Looking, reader: Reader, at: number, look: Look): Moment[] {
  const chance = chanceFrom(at % 4294967296);
  const { slug } = look.article;
  const searches = wordsOf(chance, looking.list, look);
  const moments: Moment[] = [];
  let now = at;
  for (const [place, words] of searches.entries()) {
    if (place > 0) now += chance.between(9, 45) * SECOND;
    moments.push(...searchMoments(reader, now, words, looking.list(words)));
  }
  const listed = looking.list(searches.at(-1) ?? look.words);
  if (look.says === "nothing" && chance.is(OPENS_NOTHING)) return moments;
  const place = listed.indexOf(slug);
  const [first] = listed;
  if (place > 0 && first && looking.revisions.has(first) && chance.is(FIRST_COMES_FIRST)) {
    now += chance.between(3, 9) * SECOND;
    moments.push(
      ...openMoments(looking, reader, now, { slug: first, rank: 1, activeMs: chance.between(3, 9) * SECOND }),
    );
    now += 12 * SECOND;
  }
  now += (chance.between(3, 8) + 4 * Math.max(0, place)) * SECOND;
  return [...moments, ...readMoments(looking, reader, now, look, place)];
}

/** Whoever does not find it by their words tries the words of its title. */
function wordsOf(chance: Chance, list: List, { words: whole, article }: Look): string[] {
  const words = chance.is(VAGUE) ? vague(whole) : whole;
  const first = chance.is(MISTYPED) ? [words.replaceAll(/[aeiou]/g, "")] : [];
  return list(words).includes(article.slug) ? [...first, words] : [...first, words, article.title.toLowerCase()];
}

/** Two words or so, as most people type: several articles have them. */
const vague = (words: string) =>
  words
    .split(/\s+/)
    .filter((word) => word.length > 3)
    .slice(0, 2)
    .join(" ") || words;

const note = (at: number, reader: Reader, happening: Parameters<typeof noteEvent>[2]): Moment => ({
  at,
  play: (ctx) => noteEvent(ctx, reader, happening),
});

function searchMoments(reader: Reader, at: number, words: string, listed: readonly string[]): Moment[] {
  const answered = listed.length > 0;
  const search = note(at, reader, { type: "search", q: words, results: listed.length, answered, source: "page" });
  if (!answered) return [search];
  const articles = listed.map((slug, place): [string, number] => [slug, place + 1]);
  return [search, note(at, reader, { type: "impression", list: "search", q: words, articles })];
}

type Opened = { slug: string; rank: number | null; activeMs: number };

/** Clicked where it was listed, else come by from a category. */
function openMoments({ revisions }: Looking, reader: Reader, at: number, { slug, rank, activeMs }: Opened): Moment[] {
  const revision = revisions.get(slug) ?? 1;
  return [
    ...(rank === null ? [] : [note(at, reader, { type: "click", article: slug, revision, list: "search", rank })]),
    note(at + SECOND, reader, { type: "view", article: slug, revision }),
    note(at + SECOND + activeMs, reader, { type: "reading", article: slug, activeMs: Math.round(activeMs) }),
  ];
}

function readMoments(looking: Looking, reader: Reader, at: number, look: Look, place: number): Moment[] {
  const { activeMs, says } = look;
  const { slug, revision } = look.article;
  const opened = { slug, rank: place < 0 ? null : place + 1, activeMs };
  const moments = openMoments(looking, reader, at, opened);
  if (says === "nothing") return moments;
  const helpful = says === "solved" ? "yes" : "no";
  const said = { revision, helpful, reason: helpful === "no" ? "unclear" : null, comment: null } as const;
  const vote = (ctx: Context) => giveFeedback(ctx, looking.asker, reader, slug, said);
  return [...moments, { at: at + 4 * SECOND + activeMs, play: vote }];
}
