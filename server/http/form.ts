import { z } from "zod";

/** A form as it was typed, with what is wrong with it, field by field. */
export type Draft<Field extends string = string> = {
  values: Record<Field, string>;
  errors: Partial<Record<Field, string>>;
};

export type FormRead<Shape extends z.ZodRawShape> =
  | { ok: true; value: z.infer<z.ZodObject<Shape>> }
  | { ok: false; draft: Draft<Extract<keyof Shape, string>> };

/** Reads what was typed. A wrong form is a value: the page shows it again with their words and ours. */
export function readForm<Shape extends z.ZodRawShape>(form: z.ZodObject<Shape>, body: unknown): FormRead<Shape> {
  const values = typedValues(form, body);
  const read = form.safeParse(values);
  if (read.success) return { ok: true, value: read.data as z.infer<z.ZodObject<Shape>> };
  const errors: Record<string, string> = {};
  for (const issue of read.error.issues) errors[String(issue.path[0])] ??= issue.message;
  return { ok: false, draft: { values: values as never, errors: errors as never } };
}

/** An empty form, or one filled in beforehand. */
export function blankDraft<Field extends string>(values: Record<Field, string>): Draft<Field> {
  return { values, errors: {} };
}

// A field sent twice arrives as a list: it is taken as not given, so a check and a use can never see two values.
function typedValues(form: z.ZodObject, body: unknown): Record<string, string> {
  const given = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  const names = Object.keys(form.shape);
  return Object.fromEntries(
    names.map((name) => [
      name,
      typeof given[name] === "string" ? (given[name] as string).normalize("NFC").replaceAll("\r\n", "\n") : "",
    ]),
  );
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that must not get in
const HIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** One line: names, subjects. Hidden and direction-changing characters are removed. */
export const line = (what: string, most: number, least = 1) =>
  z
    .string()
    .transform((text) => text.replace(HIDDEN, "").replace(/\s+/g, " ").trim())
    .refine((text) => text.isWellFormed(), { error: `${what} has characters that cannot be stored.` })
    .refine((text) => text.length >= least, {
      error: least > 1 ? `${what} needs at least ${least} characters.` : `${what} is missing.`,
    })
    .refine((text) => text.length <= most, { error: `${what} is longer than ${most} characters.` });

/** Several lines: messages, articles. */
export const paragraphs = (what: string, most: number, least = 1) =>
  z
    .string()
    .transform((text) => text.replaceAll("\u0000", "").trimEnd())
    .refine((text) => text.isWellFormed(), { error: `${what} has characters that cannot be stored.` })
    .refine((text) => text.trim().length >= least, { error: `${what} is missing.` })
    .refine((text) => text.length <= most, {
      error: `${what} is longer than ${most.toLocaleString("en")} characters.`,
    });

export const oneOf = <Word extends string>(what: string, words: readonly [Word, ...Word[]]) =>
  z.enum(words, { error: `Choose ${what}.` });

export const emailAddress = z
  .string()
  .transform((text) => text.trim().toLowerCase())
  .pipe(z.email({ error: "This is not an e-mail address." }).max(254, { error: "This address is too long." }));

export const wholeNumber = (what: string, least = 1, most = Number.MAX_SAFE_INTEGER) =>
  z
    .string()
    .regex(/^\d{1,15}$/, { error: `${what} is not a number.` })
    .transform(Number)
    .refine((number) => number >= least && number <= most, { error: `${what} must lie between ${least} and ${most}.` });

/** The hidden field that makes a form safe to submit twice. */
export const submissionId = z
  .string()
  .regex(/^[\w-]{16,64}$/, { error: "This form is incomplete. Reload the page and try again." });
