import { z } from "zod";
import { line, wholeNumber } from "#server/http/form.ts";

export const haltForm = z.object({ reason: line("The reason", 300, 3), until: line("Until when", 20) });

/** A button may say how many steps had been taken when it was drawn. */
export const lockIn = (given: unknown): number | null =>
  typeof given === "string" && /^\d{1,4}$/.test(given) ? Number(given) : null;

export const escalationForm = z.object({
  reason: line("The reason", 300, 3),
  lock: wholeNumber("The place on the ladder", 0, 1000),
});
