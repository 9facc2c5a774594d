import { z } from "zod";

/** One formula as `portal calc NAME` offers it. */
export type Calculation = {
  name: string;
  /** Its numbers in the specification: "F1 to F4". */
  formulas: string;
  summary: string;
  input: z.ZodType;
  /** Field by field, what comes out. */
  answers: Record<string, string>;
  example: unknown;
  run(input: unknown): Record<string, unknown>;
};

type Written<Shape extends z.ZodType> = Omit<Calculation, "input" | "run" | "example"> & {
  input: Shape;
  example: z.input<Shape>;
  run(input: z.output<Shape>): Record<string, unknown>;
};

/** Ties the shape of the input to the function that takes it. */
export const calculation = <Shape extends z.ZodType>(written: Written<Shape>): Calculation => ({
  ...written,
  run: (input) => written.run(input as z.output<Shape>),
});

/** What is wrong with the shape of some figures, in one sentence; null when nothing is. */
export function wrongShape({ input }: Calculation, given: unknown): string | null {
  const issue = input.safeParse(given, { error: sentenceFor }).error?.issues[0];
  return issue ? `${placeOf(issue.path)} ${issue.message}` : null;
}

/** The end of a sentence that begins with the place; undefined leaves it to zod. */
function sentenceFor(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === "unrecognized_keys") return `has a field that is not known: ${issue.keys.join(", ")}.`;
  if (issue.code === "invalid_value")
    return `has to be ${issue.values.map((value) => JSON.stringify(value)).join(" or ")}.`;
  if (issue.code !== "invalid_type") return undefined;
  if (issue.input === undefined) return "is missing.";
  return `has to be ${WORDS[issue.expected] ?? issue.expected}.`;
}

const WORDS: Record<string, string> = {
  number: "a number",
  array: "a list",
  object: "an object with fields",
  string: "a text",
  boolean: "true or false",
};

const placeOf = (path: readonly PropertyKey[]) =>
  path.reduce<string>((before, part) => {
    if (typeof part === "number") return `${before}[${part}]`;
    return before ? `${before}.${String(part)}` : String(part);
  }, "") || "What was given";

/** The help text of one calculation: what it does, what goes in, what comes out, and an example that was just computed. */
export function explainCalculation(one: Calculation): string {
  const example = one.run(one.input.parse(one.example));
  return [
    `portal calc ${one.name}  (${one.formulas})`,
    "",
    one.summary,
    "",
    "Input:",
    ...linesOf(z.toJSONSchema(one.input, { io: "input" }) as Described, "  "),
    "",
    "Answer:",
    ...Object.entries(one.answers).map(([field, what]) => `  ${field}: ${what}`),
    "",
    "Example:",
    `  echo '${JSON.stringify(one.example)}' | portal calc ${one.name}`,
    `  ${JSON.stringify(example)}`,
  ].join("\n");
}

type Described = {
  type?: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  properties?: Record<string, Described>;
  required?: string[];
  items?: Described;
  anyOf?: Described[];
};

function linesOf({ properties = {}, required = [] }: Described, indent: string): string[] {
  return Object.entries(properties).flatMap(([name, field]) => [
    `${indent}${name}: ${[kindOf(field), field.description, whenMissing(field, required.includes(name))].filter(Boolean).join(", ")}`,
    ...linesOf(field.items ?? field, `${indent}  `),
  ]);
}

function kindOf({ type, items, anyOf, enum: words }: Described): string {
  if (words) return words.map((word) => JSON.stringify(word)).join(" or ");
  if (anyOf) return anyOf.map(kindOf).join(" or ");
  if (items) return `list of ${kindOf(items)}s`;
  return type ?? "anything";
}

const whenMissing = (field: Described, isRequired: boolean) => {
  if (field.default !== undefined) return `${JSON.stringify(field.default)} if left out`;
  return isRequired ? "" : "may be left out";
};
