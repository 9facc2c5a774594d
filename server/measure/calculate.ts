import { Misuse } from "#server/platform/errors.ts";
import { type Calculation, wrongShape } from "./calculation.ts";
import { calculations } from "./calculations.ts";

/** By its name, among ours or those of several rooms. */
export function findCalculation(name: string, among: readonly Calculation[] = calculations): Calculation {
  const found = among.find((one) => one.name === name.toLowerCase());
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
  return one.run(one.input.parse(input));
}
