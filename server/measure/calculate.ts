import { Misuse } from "#server/platform/errors.ts";
import { type Calculation, wrongShape } from "./calculation.ts";
import { calculations } from "./calculations.ts";
import { finiteAnswer } from "./figures.ts";

/** By its name, among ours or those of several rooms, or by the number of a formula: F7 is the first one that computes it. */
export function findCalculation(name: string, among: readonly Calculation[] = calculations): Calculation {
  const wanted = name.toLowerCase();
  const number = Number(/^f(\d+)$/.exec(wanted)?.[1]);
  const found = among.find((one) => one.name === wanted) ?? among.find((one) => covers(one, number));
  if (!found)
    throw new Misuse(`There is no calculation "${name}"; there are ${among.map((one) => one.name).join(", ")}.`);
  return found;
}

/**
 * One calculation on figures of one's own: `input` is parsed JSON. Throws Misuse for a name or a shape that does not
 * exist, NoFigure (a Refusal) for figures from which nothing can be computed; both carry one sentence.
 */
export function calculate(
  name: string,
  input: unknown,
  among: readonly Calculation[] = calculations,
): Record<string, unknown> {
  const one = findCalculation(name, among);
  const wrong = wrongShape(one, input);
  if (wrong) throw new Misuse(`${wrong} See portal calc --help ${one.name}.`);
  return finiteAnswer(one.run(one.input.parse(input)));
}

function covers({ formulas }: Calculation, number: number): boolean {
  const [, first, last = first] = /^F(\d+)(?: to F(\d+))?$/.exec(formulas) ?? [];
  return number >= Number(first) && number <= Number(last);
}
