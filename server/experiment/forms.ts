import { z } from "zod";
import { line, oneOf, submissionId, wholeNumber } from "#server/http/form.ts";
import { UNITS } from "./experiment.ts";

const percentOf = (what: string, least: number, most: number) =>
  wholeNumber(what, least, most).transform((percent) => percent / 100);

export const startForm = z.object({
  question: line("The question", 200, 10),
  unit: oneOf("who is drawn", UNITS),
  share: percentOf("The share of the holdout", 5, 50),
  expected: percentOf("The expected share of tickets", 1, 99),
  effect: percentOf("The fall that is to be seen", 5, 90),
  endsOn: z.string().regex(/^\d{4}-\d{2}-\d{2}$/, { error: "The last day is no date." }),
  _once: submissionId,
});

export const stopForm = z.object({ id: wholeNumber("The experiment"), why: line("Why it stops", 200, 3) });
