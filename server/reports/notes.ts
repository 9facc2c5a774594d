import { byPerson, recordDeed } from "#server/audit/trail.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { forbidden, notFound } from "#server/platform/errors.ts";
import type { Week } from "#server/platform/weeks.ts";
import { addNote, allNotes, withdraw } from "./notes-store.ts";

/** Something that happened in a week, said on the time line; it may be the reason to leave the week out. */
export type Note = {
  id: number;
  week: Week;
  sentence: string;
  isLeftOut: boolean;
  madeBy: string | null;
  madeAt: number;
  withdrawnAt: number | null;
};

export async function listNotes(ctx: Context): Promise<Note[]> {
  return (await allNotes(ctx.db)).map((note) => ({ ...note, isLeftOut: note.isLeftOut === 1 }));
}

/** Why each week was left out. */
export function leftOut(notes: readonly Note[]): Map<Week, string> {
  const reasons = notes.filter(({ isLeftOut, withdrawnAt }) => isLeftOut && withdrawnAt === null);
  return new Map(reasons.map(({ week, sentence }) => [week, sentence]));
}

export async function writeNote(
  ctx: Context,
  by: Person,
  note: { week: Week; sentence: string; isLeftOut: boolean },
): Promise<void> {
  if (!can(by, "report.goal")) throw forbidden("Only managers may write notes.");
  const { isLeftOut, ...said } = note;
  await inTransaction(ctx, async (ctx) => {
    await addNote(ctx.db, { ...said, is_left_out: isLeftOut ? 1 : 0, made_by: by.id, made_at: ctx.clock.now() });
    const action = isLeftOut ? "left a week out" : "wrote a note";
    await recordDeed(ctx, { by: byPerson(by), action, object: `week ${note.week}`, data: said });
  });
}

export async function withdrawNote(ctx: Context, by: Person, id: number): Promise<void> {
  if (!can(by, "report.goal")) throw forbidden("Only managers may withdraw notes.");
  await inTransaction(ctx, async (ctx) => {
    if (!(await withdraw(ctx.db, id, by.id, ctx.clock.now()))) throw notFound("note");
    await recordDeed(ctx, { by: byPerson(by), action: "withdrew a note", object: `note ${id}` });
  });
}
