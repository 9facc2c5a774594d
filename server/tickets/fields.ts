import { byPerson, recordDeed } from "#server/audit/trail.ts";
import { findCategory } from "#server/knowledge/articles.ts";
import { findPersonByEmail } from "#server/people/directory.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { forbidden, notFound, Refusal, tooLate } from "#server/platform/errors.ts";
import { changeTicket } from "./changing.ts";
import { type Answer, type Field, fieldsFor, forHistory, readAnswer } from "./field.ts";
import * as store from "./field-store.ts";
import type { Filled } from "./intake-history.ts";
import { isOwn, type Ticket } from "./ticket.ts";

const MOST = 200;

export const listFields = (ctx: Context) => store.allFields(ctx.db, MOST);

export async function findField(ctx: Context, id: number): Promise<Field> {
  const field = Number.isSafeInteger(id) ? await store.fieldById(ctx.db, id) : undefined;
  if (!field) throw notFound("field");
  return field;
}

/** What a question of this category is asked now. */
export const askedIn = async (ctx: Context, category: string | null) => fieldsFor(await listFields(ctx), category);

export type Definition = Pick<Field, "category" | "label" | "hint" | "kind" | "choices" | "isRequired">;

export async function defineField(ctx: Context, by: Person, wanted: Definition): Promise<number> {
  const content = await contentOf(ctx, by, wanted);
  return inTransaction(ctx, async (ctx) => {
    const all = await listFields(ctx);
    if (all.length >= MOST) throw tooLate(`There are ${MOST} fields already.`);
    const position = 1 + Math.max(0, ...all.map(({ position }) => position));
    const { id } = await store.addField(ctx.db, { ...content, position, retired_at: null });
    await recordDeed(ctx, { by: byPerson(by), action: "field defined", object: wanted.label, data: { ...wanted } });
    return id;
  });
}

/** Answers that were given keep the words they were given to. */
export async function redefineField(
  ctx: Context,
  by: Person,
  id: number,
  version: number,
  wanted: Definition,
): Promise<void> {
  const content = await contentOf(ctx, by, wanted);
  await change(ctx, by, id, version, content, "field changed", { ...wanted });
}

/** It is asked no more; what was answered stays on its tickets. Null takes it back. */
export async function retireField(
  ctx: Context,
  by: Person,
  id: number,
  version: number,
  isOver: boolean,
): Promise<void> {
  refuseOthers(by);
  const retired_at = isOver ? ctx.clock.now() : null;
  await change(ctx, by, id, version, { retired_at }, isOver ? "field retired" : "field asked again", {});
}

async function change(
  ctx: Context,
  by: Person,
  id: number,
  version: number,
  content: Partial<store.FieldContent>,
  action: string,
  data: Record<string, unknown>,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { label } = await findField(ctx, id);
    if (!(await store.changeField(ctx.db, id, version, content)))
      throw tooLate("Somebody changed this field meanwhile. Look at it again, then save.");
    await recordDeed(ctx, { by: byPerson(by), action, object: label, data });
  });
}

/** One place further up among those of its category. */
export async function moveFieldUp(ctx: Context, by: Person, id: number): Promise<void> {
  refuseOthers(by);
  await inTransaction(ctx, async (ctx) => {
    const field = await findField(ctx, id);
    const mates = (await listFields(ctx)).filter(({ category }) => category === field.category);
    const above = mates[mates.findIndex((one) => one.id === id) - 1];
    if (!above) return;
    await store.placeField(ctx.db, id, above.position);
    await store.placeField(ctx.db, above.id, field.position);
  });
}

function refuseOthers(by: Person): void {
  if (!can(by, "field.manage")) throw forbidden("Only those who run the portal define fields.");
}

async function contentOf(ctx: Context, by: Person, wanted: Definition) {
  refuseOthers(by);
  const { category, label, hint, kind, choices, isRequired } = wanted;
  if (category !== null) await findCategory(ctx, by, category);
  if (kind === "choice" && choices.length < 2) throw new Refusal(422, "A choice needs at least two words.");
  const words = JSON.stringify(kind === "choice" ? choices : []);
  return { category, label, hint, kind, choices: words, required_since: isRequired ? ctx.clock.now() : null };
}

export type AnswerLine = { fieldId: number; label: string; value: string };

/** The same for many tickets at once, for files and programs. */
export async function answersByTicket(ctx: Context, ids: readonly number[]): Promise<Map<number, Answer[]>> {
  const byTicket = new Map<number, Answer[]>();
  for (const { ticketId, ...answer } of await store.answersOf(ctx.db, ids))
    byTicket.set(ticketId, [...(byTicket.get(ticketId) ?? []), answer]);
  return byTicket;
}

/** What was answered on a ticket. Those who answer read the name of a person that is known; others the address. */
export async function answerLines(ctx: Context, by: Person, ticket: { id: number }): Promise<AnswerLine[]> {
  const answers = await store.answersOf(ctx.db, [ticket.id]);
  const lines = answers.map(async ({ fieldId, label, kind, value }) => {
    const person = kind === "person" && can(by, "desk.see") ? await findPersonByEmail(ctx, value) : undefined;
    return { fieldId, label, value: person ? `${person.name} (${value})` : value };
  });
  return Promise.all(lines);
}

/** Fills in what was left out, or puts it right. Only what differs from what they saw is changed. */
export async function fillFields(
  ctx: Context,
  by: Person,
  number: number,
  { before, typed }: { before: Record<string, string>; typed: Record<string, string> },
): Promise<Ticket> {
  const fields = await listFields(ctx);
  return changeTicket(ctx, by, number, async (ctx, ticket) => {
    if (!can(by, "ticket.triage", isOwn(by, ticket))) throw forbidden("Only those who answer may change this.");
    const now = await store.answersOf(ctx.db, [ticket.id]);
    const filled: Filled[] = [];
    for (const field of fieldsShown(fields, ticket, now)) {
      const given = typed[field.id];
      if (given === undefined || given === (before[field.id] ?? "")) continue;
      const old = now.find(({ fieldId }) => fieldId === field.id);
      const read = readAnswer({ ...field, isRequired: false }, given);
      if (!read.ok) throw new Refusal(422, read.wrong);
      if (read.value === (old?.value ?? null)) continue;
      if (read.value === null) await store.dropAnswer(ctx.db, ticket.id, field.id);
      else await store.addAnswers(ctx.db, ticket.id, [toAnswer(field, read.value)]);
      const told = (value: string | null) => value && forHistory(toAnswer(field, value)).value;
      filled.push({ field: field.id, label: field.label, from: told(old?.value ?? null), to: told(read.value) });
    }
    return filled.length === 0 ? null : { kind: "filled", data: { filled } };
  });
}

const toAnswer = ({ id, label, kind }: Field, value: string): Answer => ({ fieldId: id, label, kind, value });

/** What may be filled in on a ticket: what its category asks, and what was answered before that changed. */
export function fieldsShown(
  fields: readonly Field[],
  { category }: Pick<Ticket, "category">,
  answers: readonly Answer[],
) {
  const asked = new Set(fieldsFor(fields, category).map(({ id }) => id));
  return fields.filter(({ id }) => asked.has(id) || answers.some(({ fieldId }) => fieldId === id));
}
