import { Refusal } from "#server/platform/errors.ts";
import { FIELD_NAMES, FIELDS, type Field } from "#server/search/fields.ts";

export type Ranking = { weights: Partial<Record<Field, number>>; withoutReaders: boolean };

const MOST = 20;

/** The ranking as it is, to begin from: one line for each place a word may stand in. */
export const usualWeights = (): string =>
  [...FIELD_NAMES.map((name) => `${name}: ${FIELDS[name]}`), "readers: on"].join("\n");

/** Lines like "title: 6"; "readers: off" takes out what readers said. Places nobody names count as they do now. */
export function readWeights(text: string): Ranking {
  const ranking: Ranking = { weights: {}, withoutReaders: false };
  for (const line of text.split("\n").filter((line) => line.trim() !== "")) {
    const [, name = "", value = ""] = /^\s*([a-z]+)\s*:\s*(\S+)\s*$/.exec(line) ?? [];
    if (name === "readers" && /^(on|off)$/.test(value)) ranking.withoutReaders = value === "off";
    else ranking.weights[fieldIn(name, line)] = weightIn(value, line);
  }
  return ranking;
}

function fieldIn(name: string, line: string): Field {
  const field = FIELD_NAMES.find((one) => one === name);
  if (!field) throw new Refusal(422, `"${line.trim().slice(0, 60)}" is none of ${FIELD_NAMES.join(", ")}, readers.`);
  return field;
}

function weightIn(value: string, line: string): number {
  const weight = /^\d{1,2}(\.\d{1,3})?$/.test(value) ? Number(value) : Number.NaN;
  if (!(weight >= 0 && weight <= MOST))
    throw new Refusal(422, `"${line.trim().slice(0, 60)}" needs a number from 0 to ${MOST}.`);
  return weight;
}
