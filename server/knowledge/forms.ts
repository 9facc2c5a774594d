import { z } from "zod";
import { line, oneOf, paragraphs, submissionId, wholeNumber } from "#server/http/form.ts";
import { ARTICLE_TYPES, isSlug } from "./article.ts";
import { TERMS } from "./caring.ts";
import { CHOICES } from "./conflicts.ts";
import { MOST_CHARACTERS } from "./document.ts";
import { APPROVERS } from "./draft.ts";
import { HELPFUL, REASONS } from "./vote.ts";

const REVISION = wholeNumber("The revision", 1, 1_000_000);

export const feedbackForm = z.object({
  revision: REVISION,
  helpful: oneOf("yes, partly or no", HELPFUL),
  reason: z.enum(["", ...REASONS], { error: "Choose a reason." }),
  comment: paragraphs("The comment", 2000, 0),
});

const NUMBER = wholeNumber("The number of the text", 0, 1_000_000);

export const editForm = z.object({
  base: NUMBER,
  /** Without it, it is the first text over the article. */
  save: z.string().transform((text) => (/^\d{1,6}$/.test(text) ? Number(text) : 0)),
  category: z.string().max(100),
  source: paragraphs("The article", MOST_CHARACTERS),
  next: z.enum(["", "review"], { error: "Save it, or save it and ask for a review." }),
});

export const newForm = z.object({
  title: line("The title", 200, 3),
  type: oneOf("a type", ARTICLE_TYPES),
  category: z.string().refine(isSlug, { error: "Choose a category." }),
  entry: z.string().max(140),
  sure: z.string().max(3),
  _once: submissionId,
});

export const saveForm = z.object({ save: NUMBER });

export const returnForm = saveForm.extend({ note: paragraphs("What has to change", 4000) });

const id = (what: string) => wholeNumber(what, 1);

export const readerForm = z.object({ person: id("The reader") });

export const stuckForm = z.object({
  anchor: z.string().max(300),
  words: paragraphs("What happened", 2000, 0),
});

export const doneForm = z.object({ comment: paragraphs("What you say", 4000, 0) });

export const restoreForm = z.object({ revision: REVISION });

export const verifyForm = z.object({
  revision: REVISION,
  days: oneOf("until when it is verified", TERMS.map(String) as [string, ...string[]]),
  note: line("The note", 300, 0),
  next: z.string().max(10),
  _once: submissionId,
});

/** Empty: nobody in particular. */
export const ownerForm = z.object({
  owner: z
    .string()
    .regex(/^\d{0,15}$/, { error: "Choose an owner." })
    .transform((text) => (text === "" ? null : Number(text))),
});

export const approverForm = z.object({ approver: oneOf("who approves", APPROVERS) });

export const termForm = z.object({ term: line("The search term", 100) });

export const conflictForm = z.object({
  choice: oneOf("one of the two texts", CHOICES),
  revision: REVISION,
  fileHash: z.string().max(64),
});
