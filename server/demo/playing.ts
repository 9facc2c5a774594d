import { byPortal } from "#server/audit/trail.ts";
import { writeJournal } from "#server/journeys/journal.ts";
import type { Article } from "#server/knowledge/article.ts";
import { articlesOfCategory, findArticle, listCategories } from "#server/knowledge/articles.ts";
import { readUpTo } from "#server/notifications/opened.ts";
import { sendNextMessage } from "#server/notifications/outbox.ts";
import { addPerson } from "#server/people/actions.ts";
import { findPerson } from "#server/people/directory.ts";
import type { Person, Role } from "#server/people/person.ts";
import { WEEK } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { learntInWeek } from "./aftermath.ts";
import { CAST, emailOf, type Member } from "./cast.ts";
import { type Chance, chanceFrom } from "./chance.ts";
import type { List } from "./looking.ts";
import { type Moment, momentsOf } from "./moments.ts";
import type { Known } from "./questions.ts";
import { lookBack, reportOn } from "./reporting.ts";
import { type Need, tellStory } from "./story.ts";

const SEED = 7;
const MOST_ON_A_SHELF = 100;

/** Something that can be wound: what is played happens when its time has come. */
export type Wound = { now: number };

/** `between` is what happens by itself when a week has ended. */
export type Play = { start: number; end: number; between(ctx: Context): Promise<void> };

/**
 * Plays half a year through the portal's own actions, so that every page, figure and history is what it would be had
 * people done it. `start` is a Monday at midnight; nothing after `end` is played.
 */
export async function playHalfYear(ctx: Context, clock: Wound, { start, end, between }: Play): Promise<void> {
  const chance = chanceFrom(SEED);
  const people = new Map<Member, Person>();
  const articles = await troubleshooting(ctx, chance);
  const story = tellStory(chance, articles.map(known), start).filter(({ at }) => at < end);
  const week = (at: number) => Math.floor((at - start) / WEEK);
  const revisions = new Map(articles.map(({ slug, revision }) => [slug, revision]));
  const around = { chance, end, revisions, list: listIn(ctx) };
  let later: Moment[] = [];
  for (let place = 0; start + place * WEEK < end; place += 1) {
    clock.now = start + place * WEEK;
    for (const person of people.values()) await readUpTo(ctx, person, Number.MAX_SAFE_INTEGER);
    await settleIn(ctx, people, place);
    const needs = story.filter(({ at }) => week(at) === place);
    const moments = needs.flatMap((need) => momentsOf({ ...around, ...stageFor(people, articles, need) }, need));
    const desk = { admin: oneOf("admin", people), agent: oneOf("agent", people) };
    const learnt = learntInWeek(place, clock.now, desk);
    const due = [...later, ...moments, ...learnt].sort((one, other) => one.at - other.at);
    later = due.filter(({ at }) => week(at) > place);
    await playWeek(
      ctx,
      clock,
      due.filter(({ at }) => week(at) <= place),
    );
    clock.now = Math.min(end, start + (place + 1) * WEEK);
    await between(ctx);
    await reportOn(ctx, oneOf("manager", people), place, start + place * WEEK);
    await lookBack(ctx, oneOf("agent", people), place);
  }
}

/** A week is one transaction: played one by one, the disk would be waited for ten thousand times. */
async function playWeek(ctx: Context, clock: Wound, moments: Moment[]): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    for (const { at, play } of moments) {
      clock.now = Math.max(clock.now, Math.round(at));
      await play(ctx);
    }
    while (await sendNextMessage(ctx));
    while (await writeJournal(ctx));
  });
}

async function settleIn(ctx: Context, people: Map<Member, Person>, week: number): Promise<void> {
  for (const member of CAST.filter((one) => one.joinsInWeek === week)) {
    const { name, role, team } = member;
    const id = await addPerson(ctx, byPortal, { email: emailOf(member), name, role, team });
    people.set(member, (await findPerson(ctx, id)) as Person);
  }
}

function oneOf(role: Role, people: Map<Member, Person>): Person {
  const found = [...people.values()].find((person) => person.role === role);
  if (!found) throw new Error(`The cast has no ${role}.`);
  return found;
}

function stageFor(people: Map<Member, Person>, articles: Article[], need: Need) {
  const agents = [...people.values()].filter(({ role }) => role === "agent");
  const answer = articles.find(({ slug }) => slug === need.article?.slug) ?? null;
  return { agents, asker: people.get(need.who) as Person, answer };
}

const ON_A_PAGE = 10;

/** The same words are looked for by many. */
function listIn(ctx: Context): List {
  const known = new Map<string, string[]>();
  return (words) => {
    const found = { words, audience: "signed-in", limit: ON_A_PAGE } as const;
    const listed = known.get(words) ?? ctx.search.search(found).results.map(({ slug }) => slug);
    known.set(words, listed);
    return listed;
  };
}

const known = ({ slug, revision, title, facts: { errors, terms } }: Article): Known => ({
  slug,
  revision,
  title,
  errors: errors.filter((error) => SENTENCE.test(error)),
  terms,
});

/** A message somebody would paste by itself; a row of figures they would not. */
const SENTENCE = /^[a-z][a-z_]*( \S+)* [a-z]{3,}/i;

/** What developers get stuck on, the most frequent first: which these are is drawn like everything else. */
async function troubleshooting(ctx: Context, chance: Chance): Promise<Article[]> {
  const found: Article[] = [];
  for (const { slug } of await listCategories(ctx)) {
    const { cards } = await articlesOfCategory(ctx, READER, slug, "", MOST_ON_A_SHELF);
    for (const card of cards.filter(({ type, audience }) => type === "troubleshooting" && audience !== "staff"))
      found.push(await findArticle(ctx, READER, card.slug));
  }
  return found
    .map((article) => ({ article, key: chance.between(0, 1) }))
    .sort((one, other) => one.key - other.key)
    .map(({ article }) => article);
}

/** Articles are looked at as somebody who asks sees them. */
const READER = { id: 0, role: "requester" } as Person;
