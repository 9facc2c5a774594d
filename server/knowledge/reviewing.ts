import { byPerson, recordDeed } from "#server/audit/trail.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { forbidden, tooLate } from "#server/platform/errors.ts";
import { readSettings, writeSettings } from "#server/platform/settings.ts";
import { type Approver, type Draft, isWaiting } from "./draft.ts";
import { changeDraft } from "./draft-store.ts";
import { changedMeanwhile, findOpenDraft } from "./drafting.ts";
import { drawArticle } from "./drawing.ts";

/** What has to be done before somebody else should spend time on it. */
export const lacking = ({ source }: Pick<Draft, "source">): string[] => {
  const drawn = drawArticle(source);
  return drawn.ok ? [] : drawn.problems;
};

export type Submitted = { ok: true } | { ok: false; problems: string[] };

/** Asks the others to look at it. One that lacks something does not get that far. */
export async function submitDraft(ctx: Context, by: Person, id: number, save: number): Promise<Submitted> {
  const problems = lacking(await findOpenDraft(ctx, by, id));
  if (problems.length > 0) return { ok: false, problems };
  await inTransaction(ctx, async (ctx) => {
    const draft = await findOpenDraft(ctx, by, id);
    if (isWaiting(draft)) return;
    const change = {
      submitted_by: by.id,
      submitted_at: ctx.clock.now(),
      returned_by: null,
      returned_at: null,
      note: "",
    };
    if (!(await changeDraft(ctx.db, { id, save }, change))) throw changedMeanwhile();
    await recordDeed(ctx, { by: byPerson(by), action: "asked for a review", object: `draft ${id}`, data: { save } });
  });
  return { ok: true };
}

/** Back to its author, with what has to change. */
export async function returnDraft(ctx: Context, by: Person, id: number, save: number, note: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const draft = await findOpenDraft(ctx, by, id);
    if (!isWaiting(draft)) throw tooLate("Nobody asked for a review of this draft, or it was sent back already.");
    const change = { submitted_by: null, submitted_at: null, returned_by: by.id, returned_at: ctx.clock.now(), note };
    if (!(await changeDraft(ctx.db, { id, save }, change))) throw changedMeanwhile();
    await recordDeed(ctx, { by: byPerson(by), action: "sent a draft back", object: `draft ${id}`, data: { save } });
  });
}

export async function approverWanted(ctx: Pick<Context, "db">): Promise<Approver> {
  return (await readSettings(ctx)).approver === "anyone" ? "anyone" : "another";
}

export async function chooseApprover(ctx: Context, by: Person, approver: Approver): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await writeSettings(ctx, { approver });
    await recordDeed(ctx, { by: byPerson(by), action: "chose who approves", object: "knowledge", data: { approver } });
  });
}

export const needsAnother = () =>
  forbidden("Somebody else has to approve this text: whoever wrote it last, or asked for the review, does not.");
