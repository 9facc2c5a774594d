import { clocksOf } from "#server/escalation/clocks.ts";
import type { Option } from "#server/http/fields.ts";
import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import { articlesBySlugs, listCategories } from "#server/knowledge/articles.ts";
import { searchArticles, suggestArticles } from "#server/knowledge/searching.ts";
import { staff } from "#server/people/directory.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { liveFactsOf } from "./clock-facts.ts";
import { ASKER, type Drill, drillName, isOver, stateOf } from "./drill.ts";
import { climbInDrill, type PlayedStep, stepWords } from "./drill-climbing.ts";
import { clockOf } from "./drill-page.ts";
import { questionText } from "./drill-text.ts";
import type { Played } from "./drilling.ts";
import { openQueues } from "./queues.ts";
import { worldNow } from "./rehearsing.ts";
import { deedOf, URGENCY_NAMES } from "./words.ts";

type QuestionPage = {
  title: string;
  name: string;
  back: string;
  address: string;
  subject: string;
  body: string;
  urgency: string;
  asked: string;
  due: string | null;
  isSeen: boolean;
  isOver: boolean;
  isAnswered: boolean;
  draft: Draft;
  categories: Option[];
  queues: Option[];
  typed: string;
  articles: { slug: string; title: string; summary: string; href: string }[];
  history: { at: string; who: string; deed: string }[];
};
export const questionView = view<QuestionPage>("tickets/drill-question", "staff");

export async function drillQuestionPage(
  ctx: Context,
  by: Person,
  drill: Drill,
  played: Played,
  words: string,
): Promise<QuestionPage> {
  const { question, story } = played;
  const { now, time } = await clockOf(ctx, by, drill);
  const text = await questionText(ctx, by, question);
  const world = await worldNow(ctx);
  const climbed = await climbInDrill(ctx, story, now, world);
  const state = stateOf(climbed.story);
  const due = clocksOf(liveFactsOf(climbed.story, ASKER), world.book, now).find(({ metric }) => metric === "first");
  const [categories, queues] = [await listCategories(ctx, by), await openQueues(ctx)];
  return {
    title: `${drillName(question)} ${text.subject}`,
    name: drillName(question),
    back: `/desk/practice/${drill.id}`,
    address: `/desk/practice/${drill.id}/questions/${question.n}`,
    ...text,
    urgency: URGENCY_NAMES[state.urgency],
    asked: time.ago(question.at),
    due: due?.dueAt == null || state.status === "resolved" ? null : time.due(due.dueAt),
    isSeen: story.some(({ event }) => event.kind === "acknowledged"),
    isOver: isOver(drill, ctx.clock.now()),
    isAnswered: state.status === "resolved",
    draft: blankDraft({ category: state.category ?? "", queue: String(state.queueId) }),
    categories: [{ value: "", label: "None" }, ...categories.map(({ slug, title }) => ({ value: slug, label: title }))],
    queues: queues.map(({ id, name }) => ({ value: String(id), label: name })),
    typed: words,
    articles: await articlesFor(ctx, by, words, text),
    history: await historyOf(ctx, played, climbed.steps, categories, time.exact),
  };
}

async function articlesFor(
  ctx: Context,
  by: Person,
  words: string,
  { subject, body }: { subject: string; body: string },
) {
  const slugs =
    words === ""
      ? []
      : searchArticles(ctx, by, { words, category: "", type: "", page: 1 }, 8).results.map(({ slug }) => slug);
  const cards =
    words === "" ? await suggestArticles(ctx, by, `${subject}\n${body}`, 5) : await articlesBySlugs(ctx, by, slugs);
  return cards.map(({ slug, title, summary }) => ({ slug, title, summary, href: `/articles/${slug}` }));
}

async function historyOf(
  ctx: Context,
  { story }: Played,
  steps: readonly PlayedStep[],
  categories: readonly { slug: string; title: string }[],
  exact: (at: number) => string,
) {
  const names = new Map((await staff(ctx)).map(({ id, name }) => [id, name]));
  const person = (id: number) => names.get(id) ?? "somebody who has left";
  const category = (slug: string) => categories.find((one) => one.slug === slug)?.title ?? slug;
  const queues = new Map((await openQueues(ctx)).map(({ id, name }) => [id, name]));
  const queue = (id: number) => queues.get(id) ?? "another queue";
  const done = story.map(({ at, by, event }) => ({
    ...{
      when: at,
      who: by === null || by === ASKER ? "Who asked" : person(by),
      deed: deedOf(event, { person, category, queue, day: exact }),
    },
  }));
  const told = steps.map((one) => ({
    ...{ when: one.at, who: "The ladder", deed: stepWords(one, { person, queue }) },
  }));
  return [...done, ...told].sort((a, b) => b.when - a.when).map(({ when, ...one }) => ({ ...one, at: exact(when) }));
}
