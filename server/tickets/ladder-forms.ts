import { z } from "zod";
import { line, wholeNumber } from "#server/http/form.ts";

export const escalationForm = z.object({
  reason: line("The reason", 300, 3),
  lock: wholeNumber("The place on the ladder", 0, 1000),
});
