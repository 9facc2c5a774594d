import { z } from "zod";
import { wholeNumber } from "#server/http/form.ts";
import { HOUR } from "#server/platform/clock.ts";

/** What a page tells of itself when it is left. An hour in front of one article is all that counts. */
export const readingForm = z.object({
  id: z.string().regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}-\d{1,2}$/),
  article: z
    .string()
    .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
    .max(100),
  activeMs: wholeNumber("The time", 0).transform((ms) => Math.min(ms, HOUR)),
});
