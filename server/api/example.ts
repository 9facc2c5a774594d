import type { Schema } from "./schema-words.ts";

export type Parameter = { name: string; in: "path" | "query" | "header"; required?: boolean; schema: Schema };

/** A call anybody can paste into a terminal, with the values its description gives. */
export function exampleOf(
  method: string,
  url: string,
  parameters: readonly Parameter[],
  body: Schema | undefined,
): string {
  const inAddress = ({ name, schema }: Parameter) => encodeURIComponent(String(sample(schema, name)));
  const inPath = parameters.filter((one) => one.in === "path");
  const inQuery = parameters.filter((one) => one.in === "query" && one.required);
  const address = inPath.reduce((text, one) => text.replace(`{${one.name}}`, inAddress(one)), url);
  const query = inQuery.map((one) => `${one.name}=${inAddress(one)}`).join("&");
  const lines = ['curl -H "Authorization: Bearer $TOKEN"'];
  if (method === "post")
    lines.push(
      '-H "Idempotency-Key: $(uuidgen)"',
      "--json @- <<END",
      JSON.stringify(sample(body ?? {}, ""), null, 2),
      "END",
    );
  const [first = "", ...rest] = lines;
  const target = `${address}${query === "" ? "" : `?${query}`}`;
  if (method !== "post") return `${first} "${target}"`;
  const [key = "", json = "", ...text] = rest;
  return [`${first} ${key} "${target}" ${json}`, ...text].join("\n");
}

export function sample(
  { example, enum: words, type, properties, items, required = [], minimum, anyOf }: Schema,
  name: string,
): unknown {
  if (example !== undefined) return example;
  if (words) return words[0];
  if (properties) return Object.fromEntries(required.map((one) => [one, sample(properties[one] ?? {}, one)]));
  if (items) return [sample(items, name)];
  if (anyOf) return sample(anyOf[0] ?? {}, name);
  const [one] = [type].flat();
  return one === "integer" || one === "number" ? (minimum ?? 1) : (SAMPLES[name] ?? name);
}

const SAMPLES: Record<string, string> = {
  email: "ada@example.com",
  doneAt: "2026-06-01T09:00:00Z",
};
