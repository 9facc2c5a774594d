import { z } from "zod";
import { line, oneOf, paragraphs, submissionId, wholeNumber } from "#server/http/form.ts";
import { isWeek, weekOfDate } from "#server/platform/weeks.ts";
import { BASES, DENOMINATORS } from "./goal.ts";
import { FED } from "./programme.ts";

/** How many questions they asked elsewhere in seven days. */
export const surveyForm = z.object({ many: wholeNumber("The number of questions", 1, 50) });

export const noteForm = z.object({
  week: z.string().refine(isWeek, { error: "Choose a week." }),
  sentence: line("What happened", 120, 3),
  leftOut: z.string().transform((value) => value === "yes"),
  _once: submissionId,
});

export const figureForm = z.object({
  name: oneOf("a goal", FED),
  value: z
    .string()
    .regex(/^-?\d{1,4}(?:\.\d{1,3})?$/, { error: "The figure is a number like 78 or 4.6." })
    .transform(Number)
    .refine((value) => value >= -100 && value <= 1000, { error: "The figure lies between −100 and 1000." }),
  measuredOn: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, { error: "Say when it was measured." })
    .refine((date) => weekOfDate(date) !== undefined, { error: "There is no such date." }),
  source: line("The source", 160, 3),
  _once: submissionId,
});

/** Empty where nothing was given: not every goal has weeks of its own. */
const weekOf = (what: string) =>
  z
    .string()
    .refine((date) => date === "" || weekOfDate(date) !== undefined, { error: `${what} is no date.` })
    .transform((date) => weekOfDate(date) ?? "");

export const goalForm = z.object({
  version: wholeNumber("The version", 0),
  target: z
    .string()
    .regex(/^\d{1,2}$/, { error: "The goal is a whole number of per cent from 1 to 99." })
    .transform((text) => Number(text) / 100)
    .refine((target) => target > 0, { error: "The goal is a whole number of per cent from 1 to 99." }),
  basis: oneOf("what it is compared with", BASES),
  from: weekOf("The first day of the baseline"),
  to: weekOf("The last day of the baseline"),
  denominator: oneOf("per whom it is counted", DENOMINATORS),
  definition: paragraphs("The definition", 2000),
  reason: z.string().transform((text) => text.trim().slice(0, 300).toWellFormed()),
});
