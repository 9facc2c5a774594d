import { z } from "zod";
import { line, paragraphs, wholeNumber } from "#server/http/form.ts";
import { LONGEST_BODY } from "./forms.ts";
import { PLACEHOLDERS, unknownIn } from "./macro.ts";
import { URGENCIES } from "./ticket.ts";

const KNOWN = Object.keys(PLACEHOLDERS)
  .map((name) => `{{${name}}}`)
  .join(", ");

const orNothing = <Value>(value: z.ZodType<Value, string>) => z.union([z.literal("").transform(() => null), value]);

export const macroForm = z.object({
  title: line("The title", 80, 3),
  body: paragraphs("The text", LONGEST_BODY).refine((text) => unknownIn(text).length === 0, {
    error: ({ input }) => `There is no placeholder ${unknownIn(String(input)).join(", ")}. Known: ${KNOWN}.`,
  }),
  urgency: orNothing(z.enum(URGENCIES, { error: "Choose an urgency, or none." })),
  category: orNothing(z.string().max(100)),
});

export const versionForm = z.object({ version: wholeNumber("The version of the macro") });

/** A macro put into a reply that is half written. */
export const insertForm = z.object({
  macro: wholeNumber("The macro"),
  kind: z.enum(["public", "note"]).catch("public"),
  body: z.string().transform((text) => text.replaceAll("\u0000", "").slice(0, 200_000).toWellFormed()),
});

/** Goes along with a reply a macro was put into. */
export const appliedForm = z.object({
  used: orNothing(wholeNumber("The macro")).catch(null),
  apply: orNothing(wholeNumber("The macro")).catch(null),
});
