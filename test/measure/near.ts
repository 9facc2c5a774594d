import assert from "node:assert/strict";
import { NoFigure } from "#server/measure/figures.ts";

/** The tolerance of the specification. */
const TOLERANCE = 0.0005;

export const near = (actual: number, expected: number, tolerance = TOLERANCE, what = "") =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what} ${actual}, expected ${expected}`);

/** Every named figure, inside the tolerance. */
export function isNear(actual: Record<string, unknown>, expected: Record<string, number>, tolerance = TOLERANCE): void {
  for (const [name, value] of Object.entries(expected)) near(actual[name] as number, value, tolerance, name);
}

export const weeks = (tickets: number[], exposure: number) => ({
  tickets,
  exposure: tickets.map(() => exposure),
});

/** Figures from which nothing follows are refused with one sentence. */
export function refuses(attempt: () => unknown, sentence: RegExp): void {
  assert.throws(attempt, (error: unknown) => {
    assert.ok(error instanceof NoFigure, String(error));
    assert.match(error.message, sentence);
    assert.match(error.message, /^[A-Z0-9].*\.$/);
    return true;
  });
}
