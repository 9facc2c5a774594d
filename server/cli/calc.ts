import { calculations as ofTime } from "#server/escalation/calculations.ts";
import { calculate, findCalculation } from "#server/measure/calculate.ts";
import { explainCalculation } from "#server/measure/calculation.ts";
import { calculations as ofFigures } from "#server/measure/calculations.ts";
import { Misuse } from "#server/platform/errors.ts";
import { type Command, misuse, readCall } from "./command.ts";

const calculations = [...ofFigures, ...ofTime];

export const calc: Command = {
  name: "calc",
  usage: "NAME",
  summary:
    "one formula on figures of your own: JSON on standard input, JSON on standard output; the code of the reports",
  details: ([name]) => (name ? explainCalculation(findCalculation(name, calculations)) : names()),
  examples: ["portal calc headline < figures.json", "portal calc --help", "portal calc --help headline"],
  run: async (words, { input, say }) => {
    const [name = ""] = readCall(calc, words, { words: ["NAME"] }).words;
    findCalculation(name, calculations);
    const given = await input();
    if (given === null) throw misuse(calc, `The figures are missing on standard input (portal calc --help ${name})`);
    say(JSON.stringify(calculate(name, parse(given), calculations), null, 2));
    return 0;
  },
};

const names = () =>
  ["Names, each with its shape under portal calc --help NAME:"]
    .concat(calculations.map(({ name, formulas, summary }) => `  ${name} (${formulas}): ${summary}`))
    .join("\n");

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Misuse(`Standard input is not JSON: ${(error as Error).message}.`);
  }
}
