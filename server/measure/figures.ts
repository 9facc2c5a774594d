import { Refusal } from "#server/platform/errors.ts";

/** Figures from which nothing can be computed: a sentence that says which and why, never NaN. */
export class NoFigure extends Refusal {
  constructor(sentence: string) {
    super(422, sentence);
    this.name = "NoFigure";
  }
}

/** What came out, or the sentence why nothing could. For pages, where a missing figure is an ordinary thing. */
export type FigureOrReason<T> = { ok: true; figure: T } | { ok: false; reason: string };

export function figureOrReason<T>(compute: () => T): FigureOrReason<T> {
  try {
    return { ok: true, figure: compute() };
  } catch (error) {
    if (error instanceof NoFigure) return { ok: false, reason: error.message };
    throw error;
  }
}

/** Larger than anything a help desk counts; beyond it sums lose their last digits and powers their meaning. */
const MOST = 1e12;

/** An amount that is there and not below zero; `what` begins the sentence. */
export function amount(what: string, value: number): number {
  if (!Number.isFinite(value)) throw new NoFigure(`${what} is not a number.`);
  if (value < 0) throw new NoFigure(`${what} is ${value}; it cannot be below zero.`);
  if (value > MOST) throw new NoFigure(`${what} is ${value}; that is more than can be counted.`);
  return value;
}

export function count(what: string, value: number): number {
  if (!Number.isInteger(amount(what, value))) throw new NoFigure(`${what} is ${value}; it has to be a whole number.`);
  return value;
}

export function above(what: string, value: number, least: number): number {
  if (finite(what, value) > MOST) throw new NoFigure(`${what} is ${value}; that is more than can be counted.`);
  if (value <= least) throw new NoFigure(`${what} is ${value}; it has to be above ${least}.`);
  return value;
}

export function finite(what: string, value: number): number {
  if (!Number.isFinite(value)) throw new NoFigure(`${what} is not a number.`);
  return value;
}

/** A part of a whole, both ends allowed. */
export function share(what: string, value: number): number {
  if (amount(what, value) > 1) throw new NoFigure(`${what} is ${value}; it has to lie between 0 and 1.`);
  return value;
}

/** A probability with neither end: the level of an interval, a share of the flows. */
export function between(what: string, value: number): number {
  if (share(what, value) === 0 || value === 1)
    throw new NoFigure(`${what} is ${value}; it has to lie between 0 and 1, without the two ends.`);
  return value;
}

/** `part` of `whole`, as two whole numbers that fit. */
export function partOf(what: string, part: number, whole: number): void {
  count(what, part);
  if (count(`The number ${what} is counted from`, whole) === 0)
    throw new NoFigure(`${what}: there is nothing to count from.`);
  if (part > whole) throw new NoFigure(`${what} is ${part}, which is more than the ${whole} there are.`);
}

export const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** The same answer, when all of its numbers can be written down; figures at the edge of what a computer can hold give others. */
export function finiteAnswer<T extends Record<string, unknown>>(answer: T): T {
  if (!isWritable(answer))
    throw new NoFigure("These figures are too small or too large to give an answer that means something.");
  return answer;
}

function isWritable(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  return value === null || typeof value !== "object" || Object.values(value).every(isWritable);
}
