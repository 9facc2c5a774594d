/** What a category asks of everybody who asks something in it. */
export const FIELD_KINDS = ["text", "choice", "date", "person", "version"] as const;
export type FieldKind = (typeof FIELD_KINDS)[number];

export type Field = {
  id: number;
  /** Null: asked in every category. */
  category: string | null;
  label: string;
  hint: string;
  kind: FieldKind;
  choices: string[];
  isRequired: boolean;
  position: number;
  version: number;
  retiredAt: number | null;
};

/** An answer as it was given: it keeps the words of its field, whatever becomes of that. */
export type Answer = { fieldId: number; label: string; kind: FieldKind; value: string };

export const KIND_NAMES: Record<FieldKind, string> = {
  text: "A line of text",
  choice: "One of several words",
  date: "A day",
  person: "A person, by address",
  version: "A version",
};

export const LONGEST_VALUE = 200;
const VERSION = /^v?\d+(\.\d+){0,4}([-+][\w.+-]+)?$/i;
const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** What was typed, made ready to be kept, or what is wrong with it. Nothing typed is no answer, and null. */
export function readAnswer(
  field: Field,
  typed: string,
): { ok: true; value: string | null } | { ok: false; wrong: string } {
  const value = typed.replace(/\s+/g, " ").trim();
  if (value === "")
    return field.isRequired ? { ok: false, wrong: `${field.label} is missing.` } : { ok: true, value: null };
  if (value.length > LONGEST_VALUE || !value.isWellFormed())
    return { ok: false, wrong: `${field.label} is longer than ${LONGEST_VALUE} characters.` };
  const wrong = WRONG[field.kind](value, field);
  return wrong ? { ok: false, wrong: `${field.label}: ${wrong}` } : { ok: true, value: made(field.kind, value) };
}

const made = (kind: FieldKind, value: string) => (kind === "person" ? value.toLowerCase() : value);

const WRONG: Record<FieldKind, (value: string, field: Field) => string | null> = {
  text: () => null,
  choice: (value, { choices }) => (choices.includes(value) ? null : "choose one of the words in the list."),
  date: (value) => (isDay(value) ? null : "a day looks like 2026-06-09."),
  person: (value) => (ADDRESS.test(value) ? null : "this is not an e-mail address."),
  version: (value) => (VERSION.test(value) ? null : "a version looks like 2.14.1."),
};

function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(text);
}

export const fieldName = (id: number) => `field_${id}`;

/** Everything a form says of fields, by their ids. */
export function readFieldsTyped(body: unknown, prefix = "field_"): Record<string, string> {
  const typed: Record<string, string> = {};
  for (const [name, value] of Object.entries((body ?? {}) as Record<string, unknown>)) {
    const id = name.startsWith(prefix) ? /^[1-9]\d{0,14}$/.exec(name.slice(prefix.length))?.[0] : undefined;
    if (id && typeof value === "string" && Object.keys(typed).length < 100)
      typed[id] = value.replaceAll("\u0000", "").slice(0, 1000).toWellFormed();
  }
  return typed;
}

/** What people wrote in their own words may have to be taken out again, and out of a history nothing can be. */
export const forHistory = (answer: Answer): Answer =>
  answer.kind === "text" || answer.kind === "person" ? { ...answer, value: "" } : answer;

/** The fields a question of this category is asked. */
export const fieldsFor = (fields: readonly Field[], category: string | null): Field[] =>
  fields.filter((field) => field.retiredAt === null && (field.category === null || field.category === category));

export type Answers = { answers: Answer[]; errors: Record<string, string> };

/** Reads them all: what is right is kept, what is wrong stands under the name of its field. */
export function readAnswers(fields: readonly Field[], typed: Record<string, string>): Answers {
  const read: Answers = { answers: [], errors: {} };
  for (const field of fields) {
    const answer = readAnswer(field, typed[field.id] ?? "");
    if (!answer.ok) read.errors[fieldName(field.id)] = answer.wrong;
    else if (answer.value !== null)
      read.answers.push({ fieldId: field.id, label: field.label, kind: field.kind, value: answer.value });
  }
  return read;
}
