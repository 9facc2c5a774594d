import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { calculate } from "#server/measure/calculate.ts";
import { calculations } from "#server/measure/calculations.ts";
import { NoFigure } from "#server/measure/figures.ts";
import { Misuse } from "#server/platform/errors.ts";

/** What people mistype, and what makes formulas divide by nothing. */
const strange = fc.oneof(
  fc.constantFrom(0, -1, 1, 0.5, 1e-9, 1e9, 1e300, 5e-324, -0.5, 2, 3, 100),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, null, "7", [], {}),
  fc.integer({ min: 0, max: 60 }),
);

for (const one of calculations) {
  test(`${one.name}: whatever is typed, the answer is finite or one sentence`, () => {
    const places = placesIn(one.example);
    const changes = fc.array(fc.tuple(fc.constantFrom(...places), strange), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(changes, (some) => answersOrExplains(one.name, changed(one.example, some))),
      { numRuns: 300, seed: 7 },
    );
  });
}

test("one number less than the rest is a sentence for every list of a window", () => {
  for (const place of ["tickets", "exposure"]) {
    const input = structuredClone(calculations[0]?.example) as { baseline: Record<string, number[]> };
    input.baseline[place]?.pop();
    assert.throws(() => calculate("headline", input), /have to be the same weeks/);
  }
});

function answersOrExplains(name: string, input: unknown): void {
  try {
    for (const [place, value] of numbersIn(calculate(name, input)))
      assert.ok(Number.isFinite(value), `${place} is ${value} for ${JSON.stringify(input)}`);
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error;
    assert.ok(error instanceof NoFigure || error instanceof Misuse, `${String(error)} for ${JSON.stringify(input)}`);
    assert.match(error.message, /^\S.*\.$/s);
    assert.doesNotMatch(error.message, /NaN|undefined|Infinity|\n/);
  }
}

type Place = (string | number)[];

/** Every place of a value that a person could fill in. */
function placesIn(value: unknown, place: Place = []): Place[] {
  if (value === null || typeof value !== "object") return [place];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...(place.length > 0 ? [place] : []),
    ...placesIn(inner, [...place, key]),
  ]);
}

function changed(example: unknown, changes: [Place, unknown][]): unknown {
  const input = structuredClone(example);
  for (const [place, value] of changes) {
    const inside = place
      .slice(0, -1)
      .reduce<unknown>((at, key) => (at as Record<string, unknown> | null)?.[key], input);
    if (inside && typeof inside === "object")
      (inside as Record<string, unknown>)[place.at(-1) as string] = structuredClone(value);
  }
  return input;
}

function numbersIn(value: unknown, place = "answer"): [string, number][] {
  if (typeof value === "number") return [[place, value]];
  if (!value || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, inner]) => numbersIn(inner, `${place}.${key}`));
}
