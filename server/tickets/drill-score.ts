import { view } from "#server/http/view.ts";
import { articlesBySlugs, listCategories } from "#server/knowledge/articles.ts";
import { staff } from "#server/people/directory.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import {
  type Drill,
  dayTime,
  drillName,
  isOver,
  MOST_POINTS,
  median,
  pointsOf,
  type Result,
  resultOf,
  storyOf,
} from "./drill.ts";
import { climbInDrill, stepWords } from "./drill-climbing.ts";
import { eventsOf, questionsOf } from "./drill-store.ts";
import { questionText } from "./drill-text.ts";
import { listQueues } from "./queues.ts";
import { worldNow } from "./rehearsing.ts";

type Line = {
  name: string;
  subject: string;
  seen: string;
  isSeenInTime: boolean;
  isSorted: boolean;
  rightPlace: string;
  isArticleRight: boolean;
  /** What the ladders did while nobody had it, step by step. */
  ladder: string[];
  rightArticle: { title: string; href: string } | null;
  points: number;
};
type ScorePage = {
  title: string;
  href: string;
  isOver: boolean;
  points: string;
  share: string;
  /** By the clock of the day, and how long that was by the real one. */
  medianSeen: string;
  counts: { seen: number; sorted: number; articles: number; asked: number; escalated: number };
  lines: Line[];
  trainees: { name: string; acts: number }[];
};
export const scoreView = view<ScorePage>("tickets/drill-score", "staff");

/** How it went. While it goes on, of what was answered so far: what is right must not be told before. */
export async function scorePage(ctx: Context, by: Person, drill: Drill): Promise<ScorePage> {
  const now = dayTime(drill, ctx.clock.now());
  const events = await eventsOf(ctx.db, drill.id);
  const isDone = isOver(drill, ctx.clock.now());
  const answered = new Set(events.flatMap(({ n, event }) => (event.kind === "resolved" ? n : [])));
  const asked = (await questionsOf(ctx.db, drill.id)).filter(({ at, n }) => at <= now && (isDone || answered.has(n)));
  const names = await namesFor(ctx, by, asked);
  const world = await worldNow(ctx);
  const person = await staffNames(ctx);
  const lines: Line[] = [];
  const results: Result[] = [];
  for (const question of asked) {
    const story = storyOf(
      question,
      events.filter(({ n }) => n === question.n),
    );
    const { steps } = await climbInDrill(ctx, story, now, world);
    const result = resultOf(question, story, steps.find(({ told }) => told.length > 0)?.at ?? null);
    results.push(result);
    const queue = (id: number) => names.queues.get(id) ?? "another queue";
    const ladder = steps.map((one) => stepWords(one, { person, queue }));
    lines.push({ ...(await lineOf(ctx, by, question, result, names)), ladder, points: pointsOf(result) });
  }
  const sum = results.reduce((all, one) => all + pointsOf(one), 0);
  const most = results.length * MOST_POINTS;
  const seen = median(results.flatMap(({ seenAfter }) => seenAfter ?? []));
  return {
    title: `How it went: ${drill.name}`,
    href: `/desk/practice/${drill.id}`,
    isOver: isDone,
    points: `${sum} of ${most}`,
    share: most === 0 ? "–" : `${Math.round((100 * sum) / most)}%`,
    medianSeen: seen === null ? "–" : `${seen} min (${Math.round((seen * 60) / drill.speed)} s of yours)`,
    counts: {
      asked: results.length,
      seen: results.filter(({ isSeenInTime }) => isSeenInTime).length,
      sorted: results.filter(({ isQueueRight, isCategoryRight }) => isQueueRight && isCategoryRight).length,
      escalated: lines.filter(({ ladder }) => ladder.length > 0).length,
      articles: results.filter(({ isArticleRight }) => isArticleRight).length,
    },
    lines,
    trainees: traineesOf(events, person),
  };
}

type Names = { queues: Map<number, string>; categories: Map<string, string>; articles: Map<string, string> };

async function namesFor(ctx: Context, by: Person, asked: readonly { article: string | null }[]): Promise<Names> {
  const slugs = asked.flatMap(({ article }) => article ?? []);
  return {
    queues: new Map((await listQueues(ctx)).map(({ id, name }) => [id, name])),
    categories: new Map((await listCategories(ctx, by)).map(({ slug, title }) => [slug, title])),
    articles: new Map((await articlesBySlugs(ctx, by, slugs)).map(({ slug, title }) => [slug, title])),
  };
}

type Question = Parameters<typeof resultOf>[0];

async function lineOf(ctx: Context, by: Person, question: Question, result: Result, names: Names) {
  const { category, queueId, article } = question;
  const title = article === null ? undefined : names.articles.get(article);
  return {
    name: drillName(question),
    subject: (await questionText(ctx, by, question)).subject,
    seen: result.seenAfter === null ? "Not seen" : `After ${result.seenAfter} min`,
    isSeenInTime: result.isSeenInTime,
    isSorted: result.isQueueRight && result.isCategoryRight,
    rightPlace: [names.queues.get(queueId), category === null ? null : (names.categories.get(category) ?? category)]
      .filter(Boolean)
      .join(", "),
    isArticleRight: result.isArticleRight,
    rightArticle: title === undefined ? null : { title, href: `/articles/${article}` },
  };
}

async function staffNames(ctx: Context): Promise<(id: number) => string> {
  const names = new Map((await staff(ctx)).map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? "Somebody who left";
}

function traineesOf(events: readonly { by: number }[], person: (id: number) => string) {
  const acts = new Map<number, number>();
  for (const { by } of events) acts.set(by, (acts.get(by) ?? 0) + 1);
  return [...acts].map(([id, count]) => ({ name: person(id), acts: count }));
}
