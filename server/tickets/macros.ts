import { findCategory } from "#server/knowledge/articles.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { forbidden, notFound } from "#server/platform/errors.ts";
import { triageTicket } from "./assigning.ts";
import { type FoundTicket, findTicket } from "./finding.ts";
import { fillIn, type Macro } from "./macro.ts";
import { addMacro, changeMacro, countMacroUse, macroById, macros } from "./macro-store.ts";
import { nameOf } from "./ticket.ts";

const MOST = 300;

/** Somebody changed it since it was read. */
export class MacroChanged extends Error {}

export type MacroTyped = Pick<Macro, "title" | "body" | "urgency" | "category">;

export const listMacros = (ctx: Context): Promise<Macro[]> => macros(ctx.db, MOST);

export async function findMacro(ctx: Context, id: number): Promise<Macro & { savedBy: string }> {
  const macro = Number.isSafeInteger(id) ? await macroById(ctx.db, id) : undefined;
  if (!macro) throw notFound("macro");
  return macro;
}

export async function saveMacro(
  ctx: Context,
  by: Person,
  at: { id: number; version: number } | null,
  typed: MacroTyped,
) {
  mustWrite(by);
  if (typed.category !== null) await findCategory(ctx, by, typed.category);
  const content = { ...typed, saved_by: by.id, saved_at: ctx.clock.now() };
  if (at === null) return void (await addMacro(ctx.db, content));
  await findMacro(ctx, at.id);
  if (!(await changeMacro(ctx.db, at.id, at.version, content))) throw new MacroChanged();
}

export async function archiveMacro(ctx: Context, by: Person, id: number, version: number): Promise<void> {
  mustWrite(by);
  await findMacro(ctx, id);
  if (!(await changeMacro(ctx.db, id, version, { archived_at: ctx.clock.now() }))) throw new MacroChanged();
}

function mustWrite(by: Person) {
  if (!can(by, "macro.write")) throw forbidden("Only those who answer write macros.");
}

/** Its text for this ticket, with every placeholder filled in. */
export function textFor(macro: Macro, by: Person, ticket: FoundTicket): string {
  return fillIn(macro.body, {
    requester: ticket.requesterName,
    agent: by.name,
    ticket: { name: nameOf(ticket), subject: ticket.subject, category: ticket.categoryTitle },
  });
}

/** The macro a reply was made with, and the one whose changes go along. */
export type MacroSent = { used?: number | null; apply?: number | null };

/** Call it in the transaction of the message that was made with it. */
export async function followMacro(ctx: Context, by: Person, number: number, { used, apply }: MacroSent): Promise<void> {
  if (used) await countMacroUse(ctx.db, used);
  if (apply) await applyMacro(ctx, by, number, apply);
}

async function applyMacro(ctx: Context, by: Person, number: number, id: number): Promise<void> {
  const macro = await macroById(ctx.db, id);
  // Put away while the reply was written: the reply is what matters.
  if (!macro) return;
  const { seq, urgency, category } = await findTicket(ctx, by, number);
  await triageTicket(ctx, by, number, {
    seq,
    status: null,
    urgency: macro.urgency ?? urgency,
    category: macro.category ?? category,
  });
}
