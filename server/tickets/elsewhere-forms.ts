import { z } from "zod";
import { emailAddress, submissionId, wholeNumber } from "#server/http/form.ts";

/** One click on a category sends nothing but the category. */
export const elsewhereForm = z.object({
  category: z.string().max(100),
  named: z.string().transform((text) => text.trim().slice(0, 300)),
  asker: z.union([z.literal(""), emailAddress], { error: "This is not an e-mail address." }),
  many: z.union([z.literal("").transform(() => 1), wholeNumber("The number", 1, 50)], {
    error: "The number must lie between 1 and 50.",
  }),
  _once: submissionId,
});
