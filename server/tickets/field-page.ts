import type { Field as FormField, Option } from "#server/http/fields.ts";
import { blankDraft, type Draft } from "#server/http/form.ts";
import { piece, view } from "#server/http/view.ts";
import { listCategories } from "#server/knowledge/articles.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { FIELD_KINDS, type Field, fieldName, KIND_NAMES, LONGEST_VALUE } from "./field.ts";
import { answersOf } from "./field-store.ts";
import { askedIn, fieldsShown, findField, listFields } from "./fields.ts";
import type { Ticket } from "./ticket.ts";

/** One field as a form draws it. */
type Drawn = Pick<FormField, "name" | "label" | "type" | "hint" | "options" | "most" | "isOptional">;

const TYPES = { text: "text", choice: "select", date: "date", person: "email", version: "text" } as const;

export function draw({ id, label, hint, kind, choices, isRequired }: Field): Drawn {
  const usual = kind === "version" && hint === "" ? "For example 2.14.1" : hint;
  return {
    ...{ name: fieldName(id), label, type: TYPES[kind], most: LONGEST_VALUE, isOptional: !isRequired },
    ...(usual === "" ? {} : { hint: usual }),
    ...(kind === "choice" ? { options: [{ value: "", label: "Choose" }, ...choices.map(same)] } : {}),
  };
}

const same = (word: string): Option => ({ value: word, label: word });

/** The fields of a question, in the form that asks it: a piece of it, so that a script can ask for it alone. */
export type FieldsPiece = { category: string; draft: Draft; fields: Drawn[] };
export const fieldsPiece = piece<FieldsPiece>("tickets/ask-fields");

export async function fieldsAsked(
  ctx: Context,
  category: string,
  typed: Record<string, string>,
  errors: Draft["errors"] = {},
): Promise<FieldsPiece> {
  const fields = await askedIn(ctx, category === "" ? null : category);
  const values = Object.fromEntries(fields.map(({ id }) => [fieldName(id), typed[id] ?? ""]));
  return { category, draft: { values, errors }, fields: fields.map(draw) };
}

/** What may be filled in on a ticket, with what was there when it was shown. */
export type FillForm = { draft: Draft; fields: (Drawn & { before: { name: string; value: string } })[] };

export async function fillForm(ctx: Context, ticket: Ticket): Promise<FillForm> {
  const answers = await answersOf(ctx.db, [ticket.id]);
  const fields = fieldsShown(await listFields(ctx), ticket, answers);
  const answered = (id: number) => answers.find(({ fieldId }) => fieldId === id)?.value ?? "";
  return {
    draft: blankDraft(Object.fromEntries(fields.map(({ id }) => [fieldName(id), answered(id)]))),
    fields: fields.map((field) => ({
      ...draw(field),
      before: { name: `before_${field.id}`, value: answered(field.id) },
    })),
  };
}

type Line = { href: string; label: string; kind: string; isRequired: boolean; isRetired: boolean; up: string | null };
type FieldsPage = { title: string; groups: { title: string; fields: Line[] }[] };
export const fieldsView = view<FieldsPage>("tickets/fields", "staff");

export async function fieldsPage(ctx: Context, by: Person): Promise<FieldsPage> {
  const [fields, categories] = [await listFields(ctx), await listCategories(ctx, by)];
  const titles = new Map(categories.map(({ slug, title }) => [slug, title]));
  const groups = new Map<string, Line[]>();
  for (const field of fields) {
    const title = field.category === null ? "Asked in every category" : (titles.get(field.category) ?? field.category);
    const group = groups.get(title) ?? [];
    groups.set(title, [...group, lineOf(field, group.length > 0)]);
  }
  return { title: "Ticket fields", groups: [...groups].map(([title, fields]) => ({ title, fields })) };
}

const lineOf = ({ id, label, kind, isRequired, retiredAt }: Field, hasAbove: boolean): Line => ({
  ...{ href: `/admin/fields/${id}`, label, kind: KIND_NAMES[kind], isRequired, isRetired: retiredAt !== null },
  up: hasAbove ? `/admin/fields/${id}/place` : null,
});

type FieldPage = {
  title: string;
  action: string;
  version: number | null;
  isRetired: boolean;
  draft: Draft;
  kinds: Option[];
  categories: Option[];
};
export const fieldView = view<FieldPage>("tickets/field", "staff");

export async function fieldPage(ctx: Context, by: Person, id: number | null, draft?: Draft): Promise<FieldPage> {
  const field = id === null ? null : await findField(ctx, id);
  return {
    title: field?.label ?? "New field",
    action: field ? `/admin/fields/${field.id}` : "/admin/fields",
    version: field?.version ?? null,
    isRetired: field !== null && field.retiredAt !== null,
    draft: draft ?? blankDraft(valuesOf(field)),
    kinds: FIELD_KINDS.map((kind) => ({ value: kind, label: KIND_NAMES[kind] })),
    categories: [
      { value: "", label: "Every category" },
      ...(await listCategories(ctx, by)).map(({ slug, title }) => ({ value: slug, label: title })),
    ],
  };
}

const valuesOf = (field: Field | null): Record<string, string> => ({
  ...{ label: field?.label ?? "", hint: field?.hint ?? "", kind: field?.kind ?? "text" },
  ...{ category: field?.category ?? "", choices: field?.choices.join("\n") ?? "" },
  required: field?.isRequired ? "yes" : "",
});
