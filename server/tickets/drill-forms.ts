import { z } from "zod";
import { line, oneOf, wholeNumber } from "#server/http/form.ts";
import { isSlug } from "#server/knowledge/article.ts";
import { SPEEDS } from "./drill.ts";

const DAY = /^\d{4}-\d\d-\d\d$/;
const speeds = SPEEDS.map(String) as [string, ...string[]];

export const drillForm = z.object({
  name: line("The name", 60),
  speed: oneOf("how fast the day goes", speeds).transform(Number),
  day: z
    .string()
    .refine((text) => text === "" || DAY.test(text), { error: "Write a day like 2026-06-01, or nothing." })
    .transform((text) => (text === "" ? null : text)),
});

export const sortingForm = z.object({
  category: z
    .string()
    .refine((text) => text === "" || isSlug(text), { error: "Choose a category." })
    .transform((text) => text || null),
  queue: wholeNumber("The queue"),
});

export const answerForm = z.object({
  article: z
    .string()
    .refine((text) => text === "" || isSlug(text), { error: "Choose an article, or none." })
    .transform((text) => text || null),
});
