import type { Outcome } from "./journey.ts";
import type { Limits } from "./limits.ts";
import { type IsQualified, type Read, readsOf } from "./reads.ts";
import { isView, type Seen } from "./seen.ts";
import type { Session } from "./sessions.ts";

/** What is known of a ticket the person opened: when, on which shelf, and which articles answer it. */
export type TicketFact = { ticket: number; at: number; category: string | null; answeredBy: readonly string[] };

export type Facts = {
  articles: string[];
  categories: string[];
  /** How many searches, and how many times something was typed for them. */
  searches: number;
  typed: number;
  hasAsked: boolean;
  reads: Read[];
  solvedBy: string[];
  /** Tickets that are about what this journey was about (R7), and whether there was any other within the time. */
  tickets: number[];
  hasOtherTicket: boolean;
};

type Span = { start: number; end: number };

export function factsOf(
  events: Session["events"],
  span: Span,
  tickets: readonly TicketFact[],
  isQualified: IsQualified,
  limits: Limits,
): Facts & { outcome: Outcome } {
  const views = events.filter(isView);
  const articles = distinct(views.map(({ article }) => article));
  const searches = events.filter(({ type }) => type === "search");
  const about = { articles, categories: categoriesOf(events, views, tickets) };
  const inTime = tickets.filter(({ at }) => at >= span.start && at <= span.end + limits.ripening);
  const related = inTime.filter((ticket) => isRelated(ticket, about, span, limits));
  const states = lastStates(events);
  const facts = {
    ...about,
    searches: searches.length,
    typed: searches.reduce((sum, { times }) => sum + times, 0),
    hasAsked: events.some(({ type }) => type === "ask_open"),
    reads: readsOf(events, limits, isQualified),
    solvedBy: [...states].filter(([, state]) => state === "solved").map(([article]) => article),
    tickets: related.map(({ ticket }) => ticket).sort((a, b) => a - b),
    hasOtherTicket: inTime.length > related.length,
  };
  return { ...facts, outcome: outcomeOf(facts, events, states) };
}

const distinct = (words: (string | null | undefined)[]) =>
  [...new Set(words.filter((word) => word !== null && word !== undefined && word !== ""))].sort() as string[];

/** Of what was viewed, and of the form: what was chosen in it, and what the ticket it became stands under. */
function categoriesOf(events: readonly Seen[], views: readonly Seen[], tickets: readonly TicketFact[]): string[] {
  const asked = events.filter(({ type }) => type === "ask_open");
  const sent = new Set(events.filter(({ type }) => type === "ask_submit").map(({ ticket }) => ticket));
  const became = tickets.filter(({ ticket }) => sent.has(ticket)).map(({ category }) => category);
  return distinct([...[...views, ...asked].map(({ data }) => data.category), ...became]);
}

/** R7. */
function isRelated(
  { at, category, answeredBy }: TicketFact,
  { articles, categories }: Pick<Facts, "articles" | "categories">,
  span: Span,
  limits: Limits,
): boolean {
  if (category !== null && categories.includes(category)) return true;
  if (answeredBy.some((article) => articles.includes(article))) return true;
  return categories.length === 0 && at <= span.end + limits.uncategorised;
}

/** R10: per article what was said last. A "yes" or "partly" takes nothing back; only a "no" undoes a solved. */
function lastStates(events: readonly Seen[]): Map<string, "solved" | "no"> {
  const states = new Map<string, "solved" | "no">();
  for (const { type, article, data } of events) {
    if (article === null) continue;
    if (type === "solved") states.set(article, "solved");
    if (type === "vote" && data.helpful === "no") states.set(article, "no");
  }
  return states;
}

/** R6, R8, R10 to R12. */
function outcomeOf(facts: Facts, events: readonly Seen[], states: Map<string, "solved" | "no">): Outcome {
  if (facts.searches === 0 && !facts.hasAsked) return "browse";
  if (facts.tickets.length > 0) return "failed";
  if (facts.solvedBy.length > 0) return "confirmed";
  if ([...states.values()].includes("no")) return "unsolved";
  return hasReadInsteadOfSending(facts, events) ? "probable" : "silent";
}

/** R11. */
function hasReadInsteadOfSending({ reads }: Facts, events: readonly Seen[]): boolean {
  const opened = events.find(({ type }) => type === "ask_open");
  if (!opened || events.some(({ type }) => type === "ask_submit")) return false;
  return reads.some(({ at, isQualified }) => isQualified && at >= opened.at);
}
