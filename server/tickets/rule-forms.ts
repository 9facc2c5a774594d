import { z } from "zod";
import { line, oneOf, readForm, wholeNumber } from "#server/http/form.ts";
import { staff } from "#server/people/directory.ts";
import type { Context } from "#server/platform/context.ts";
import { queueIn } from "./queue.ts";
import { type Rule, WAYS } from "./rule.ts";
import { URGENCIES } from "./ticket.ts";

export const ruleForm = z.object({
  name: line("The name", 60, 2),
  position: wholeNumber("The place", 1, 999),
  queue: z.string().regex(/^([1-9]\d{0,14})?$/, { error: "Choose a queue." }),
  urgency: z.union([z.literal(""), z.enum(URGENCIES)], { error: "Choose an urgency." }),
  team: z.string().max(80),
  field: z.string().regex(/^([1-9]\d{0,14})?$/, { error: "Choose a field." }),
  value: z.string().max(200),
  way: oneOf("how people are chosen", WAYS),
  people: z.string().max(20_000),
});

export type RuleTyped = Record<keyof typeof ruleForm.shape, string>;
export type RuleRead = { typed: RuleTyped; categories: string[] } & (
  | { ok: true; position: number; rule: Rule }
  | { ok: false; errors: Partial<RuleTyped> }
);

export async function readRule(ctx: Context, body: unknown, known: readonly string[]): Promise<RuleRead> {
  const given = (body ?? {}) as Record<string, unknown>;
  const form = readForm(ruleForm, body);
  const typed = Object.fromEntries(Object.keys(ruleForm.shape).map((name) => [name, String(given[name] ?? "")]));
  const about = { typed: typed as RuleTyped, categories: known.filter((slug) => given[`c_${slug}`] === "yes") };
  if (!form.ok) return { ok: false, ...about, errors: form.draft.errors };
  const { name, position, queue, urgency, team, field, value, way, people } = form.value;
  if (field !== "" && value.trim() === "")
    return { ok: false, ...about, errors: { value: "Write what shall stand in the field." } };
  const emails = [
    ...new Set(
      people
        .toLowerCase()
        .split(/[\s,;]+/)
        .filter(Boolean),
    ),
  ];
  const everybody = await staff(ctx);
  const stranger = emails.find((email) => !everybody.some((one) => one.email === email));
  if (stranger) return { ok: false, ...about, errors: { people: `${stranger} does not answer here.` } };
  const rule: Rule = {
    ...{ name, way, queue: queueIn(queue), categories: about.categories },
    urgencies: urgency === "" ? [] : [urgency],
    team: team.trim() || null,
    answer: field === "" ? null : { fieldId: Number(field), value: value.trim() },
    people: everybody.filter(({ email }) => emails.includes(email)).map(({ id }) => id),
  };
  return { ok: true, ...about, position, rule };
}
