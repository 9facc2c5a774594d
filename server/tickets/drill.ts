import { MINUTE } from "#server/platform/clock.ts";
import { notFound } from "#server/platform/errors.ts";
import type { PastEvent } from "./clock-facts.ts";
import { after, BEFORE } from "./history.ts";
import type { State, Urgency } from "./ticket.ts";

export const SOURCES = ["invented", "recorded"] as const;
export type Source = (typeof SOURCES)[number];

/** How many minutes of the day pass in one. */
export const SPEEDS = [15, 30, 60, 120] as const;

/** A day that is played for practice on a clock that runs faster. Nothing of it is a ticket. */
export type Drill = {
  id: number;
  name: string;
  source: Source;
  speed: number;
  /** When it began, by the real clock; from when to when the day goes that is played. */
  startsAt: number;
  dayFrom: number;
  dayTo: number;
  endedAt: number | null;
};

/** What is asked in it, and what is right to do about it. */
export type DrillQuestion = {
  n: number;
  at: number;
  urgency: Urgency;
  queueId: number;
  category: string | null;
  article: string | null;
  ticketId: number | null;
  subject: string | null;
  body: string | null;
};

export const drillName = ({ n }: { n: number }) => `P-${n}`;

/** What the clock of the played day shows at an instant of the real one (both ms UTC). It stands still at the end. */
export const dayTime = ({ startsAt, dayFrom, dayTo, speed, endedAt }: Drill, now: number): number =>
  Math.min(dayTo, dayFrom + Math.max(0, Math.min(now, endedAt ?? now) - startsAt) * speed);

export const isOver = (drill: Drill, now: number): boolean =>
  drill.endedAt !== null || dayTime(drill, now) >= drill.dayTo;

/** When it ends by itself, by the real clock. */
export const endOf = ({ startsAt, dayFrom, dayTo, speed }: Drill): number => startsAt + (dayTo - dayFrom) / speed;

/** Whoever asks in a drill is nobody. */
export const ASKER = 0;

/** What happened to a question so far, as the history of a ticket would have it. Trainees find it unsorted. */
export const storyOf = (question: DrillQuestion, events: readonly PastEvent[]): PastEvent[] => [
  { at: question.at, by: ASKER, event: { kind: "opened", data: { urgency: question.urgency, category: null } } },
  ...events,
];

export const stateOf = (story: readonly PastEvent[]): State =>
  story.reduce((state, { at, event }) => after(state, event, at), BEFORE);

export type Result = {
  n: number;
  /** Minutes of the played day until somebody said that they had seen it, or answered it. */
  seenAfter: number | null;
  /** Before the ladder told anybody. */
  isSeenInTime: boolean;
  isQueueRight: boolean;
  isCategoryRight: boolean;
  isAnswered: boolean;
  isArticleRight: boolean;
};

/** How one question went. `firstStep`: when the ladder first told somebody of it, if it did. */
export function resultOf(question: DrillQuestion, story: readonly PastEvent[], firstStep: number | null): Result {
  const seen = story.find(({ event }) => event.kind === "acknowledged" || event.kind === "resolved")?.at ?? null;
  const end = story.findLast(({ event }) => event.kind === "resolved")?.event;
  const { category, queueId } = stateOf(story);
  return {
    n: question.n,
    seenAfter: seen === null ? null : Math.round((seen - question.at) / MINUTE),
    isSeenInTime: seen !== null && (firstStep === null || seen < firstStep),
    isQueueRight: queueId === question.queueId,
    isCategoryRight: category === question.category,
    isAnswered: end !== undefined,
    isArticleRight: end?.kind === "resolved" && end.data.article === question.article,
  };
}

/** One point each for being seen in time, for the right queue and category, and for the right article. */
export const pointsOf = (result: Result): number =>
  Number(result.isSeenInTime) + Number(result.isQueueRight && result.isCategoryRight) + Number(result.isArticleRight);

export const MOST_POINTS = 3;

/** The middle one; null where there is none. */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

export function drillNumber(given: unknown, what = "practice"): number {
  if (typeof given !== "string" || !/^[1-9]\d{0,8}$/.test(given)) throw notFound(what);
  return Number(given);
}
