import assert from "node:assert/strict";
import { test } from "node:test";
import { calculate, findCalculation } from "#server/measure/calculate.ts";
import { explainCalculation } from "#server/measure/calculation.ts";
import { calculations } from "#server/measure/calculations.ts";
import { Misuse } from "#server/platform/errors.ts";

const example = calculations[0]?.example as Record<string, Record<string, unknown>>;

for (const one of calculations) {
  test(`${one.name}: its example is computed, and every field of the answer is explained`, () => {
    const answer = calculate(one.name, one.example);
    assert.deepEqual(Object.keys(answer).sort(), Object.keys(one.answers).sort());
    assert.doesNotMatch(JSON.stringify(answer), /undefined/);
    assert.ok(everyNumber(answer).every(Number.isFinite), JSON.stringify(answer));
  });

  test(`${one.name}: nothing at all is answered with a sentence`, () => {
    for (const nothing of [null, undefined, 7, "x", [], ...(one.name === "checks" ? [] : [{}])])
      assert.throws(() => calculate(one.name, nothing), isMisuse(/\. See portal calc --help/));
  });

  test(`${one.name}: a field that is not known is not passed over`, () => {
    const more = { ...(one.example as object), levle: 0.9 };
    assert.throws(() => calculate(one.name, more), isMisuse(/a field that is not known: levle/));
  });

  test(`${one.name}: the help shows what goes in, what comes out and an example to paste`, () => {
    const help = explainCalculation(one);
    assert.match(help, new RegExp(`^portal calc ${one.name} `));
    assert.match(help, /\((F|section )\d+/);
    const pasted = /echo '(.*)' \|/.exec(help)?.[1] ?? "";
    assert.deepEqual(JSON.parse(pasted), one.example);
    for (const field of Object.keys(one.example as object)) assert.match(help, new RegExp(`\\n  ${field}: \\w`));
  });
}

test("no two calculations share a name", () => {
  assert.equal(new Set(calculations.map(({ name }) => name)).size, calculations.length);
});

test("a name that does not exist is answered with those that do", () => {
  assert.throws(() => findCalculation("hedline"), isMisuse(/There is no calculation "hedline".*headline/));
});

test("a formula is found by its number, the whole of them from F1 to F30", () => {
  for (let number = 1; number <= 30; number++) assert.match(findCalculation(`F${number}`).formulas, /^F/);
  assert.equal(findCalculation("f3").name, "headline");
  assert.equal(findCalculation("F9").name, "interrupted-series");
  assert.throws(() => findCalculation("F31"), isMisuse(/no calculation "F31"/));
});

const WRONG: [string, unknown, RegExp][] = [
  ["a missing window", { baseline: example.baseline }, /^current is missing\./],
  ["a word for a number", { ...example, goal: "sixty" }, /^goal has to be a number\./],
  [
    "a number for a list",
    { ...example, current: { tickets: 3, exposure: [1] } },
    /^current\.tickets has to be a list\./,
  ],
  [
    "null in a list",
    { ...example, current: { tickets: [1, null], exposure: [1, 1] } },
    /^current\.tickets\[1\] has to be/,
  ],
  [
    "NaN in a list",
    { ...example, current: { tickets: [Number.NaN], exposure: [1] } },
    /^current\.tickets\[0\] has to be/,
  ],
  ["a list for everything", [1], /^What was given has to be an object/],
];
for (const [what, input, sentence] of WRONG) {
  test(`${what} is named by its place`, () => assert.throws(() => calculate("headline", input), isMisuse(sentence)));
}

const isMisuse = (sentence: RegExp) => (error: unknown) => {
  assert.ok(error instanceof Misuse, String(error));
  assert.match(error.message, sentence);
  return true;
};

function everyNumber(value: unknown): number[] {
  if (typeof value === "number") return [value];
  return value && typeof value === "object" ? Object.values(value).flatMap(everyNumber) : [];
}
