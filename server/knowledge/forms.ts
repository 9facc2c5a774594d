import { z } from "zod";
import { line, oneOf, paragraphs, wholeNumber } from "#server/http/form.ts";
import { CHOICES } from "./conflicts.ts";
import { MOST_CHARACTERS } from "./document.ts";
import { HELPFUL, REASONS } from "./vote.ts";

const REVISION = wholeNumber("The revision", 1, 1_000_000);

export const feedbackForm = z.object({
  revision: REVISION,
  helpful: oneOf("yes, partly or no", HELPFUL),
  reason: z.enum(["", ...REASONS], { error: "Choose a reason." }),
  comment: paragraphs("The comment", 2000, 0),
});

export const editForm = z.object({ base: REVISION, source: paragraphs("The article", MOST_CHARACTERS) });

export const termForm = editForm.extend({ term: line("The search term", 100) });

export const conflictForm = z.object({
  choice: oneOf("one of the two texts", CHOICES),
  revision: REVISION,
  fileHash: z.string().max(64),
});
