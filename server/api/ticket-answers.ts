import { z } from "zod";
import type { Context } from "#server/platform/context.ts";
import { type Answer, fieldName, LONGEST_VALUE, readAnswers } from "#server/tickets/field.ts";
import { askedIn } from "#server/tickets/fields.ts";
import { type Wrong, WrongInput } from "./problem.ts";

/** By the labels people read. */
export const givenAnswers = z
  .record(z.string().max(100), z.string().max(LONGEST_VALUE))
  .meta({ description: "What the category asks besides, by its label" });

/** Read as the form reads them. Whoever named no category cannot know what it asks, so nothing is missing then. */
export async function answersIn(
  ctx: Context,
  { category, isNamed }: { category: string | null; isNamed: boolean },
  given: Record<string, string> = {},
): Promise<Answer[]> {
  const fields = (await askedIn(ctx, category)).map((one) => ({ ...one, isRequired: one.isRequired && isNamed }));
  const wrong = (label: string, detail: string): Wrong => ({ field: `body.fields.${label}`, detail });
  const unknown = Object.keys(given).filter((label) => !fields.some((one) => one.label === label));
  const { answers, errors } = readAnswers(
    fields,
    Object.fromEntries(fields.map(({ id, label }) => [id, Object.hasOwn(given, label) ? (given[label] ?? "") : ""])),
  );
  const problems = [
    ...unknown.map((label) => wrong(label, `Nothing called "${label}" is asked here.`)),
    ...fields.flatMap(({ id, label }) => (errors[fieldName(id)] ? [wrong(label, errors[fieldName(id)] ?? "")] : [])),
  ];
  if (problems.length > 0) throw new WrongInput(problems);
  return answers;
}
