import { byPerson, recordDeed } from "#server/audit/trail.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { forbidden, Refusal } from "#server/platform/errors.ts";
import * as store from "./training-store.ts";

export type Completion = { email: string; doneAt: number };
export type Recorded = { recorded: number; unknown: string[] };

/** Fewer could point at somebody. */
const FEWEST_PEOPLE = 3;

/** Who has done a training, told by whoever keeps the list. Telling it again changes nothing. */
export async function recordTraining(
  ctx: Context,
  by: Person,
  training: string,
  completions: readonly Completion[],
): Promise<Recorded> {
  if (!can(by, "report.goal")) throw forbidden("Only managers may feed figures.");
  const now = ctx.clock.now();
  if (completions.some(({ doneAt }) => doneAt > now + DAY)) throw new Refusal(422, "A training lies in the future.");
  return inTransaction(ctx, async (ctx) => {
    const emails = [...new Set(completions.map(({ email }) => email))];
    const known = new Map((await store.peopleByAddress(ctx.db, emails)).map(({ id, email }) => [email, id]));
    const rows = [...firstByPerson(completions, known)].map(([person_id, done_at]) => ({
      ...{ training, person_id, done_at },
      ...{ told_by: by.id, told_at: now },
    }));
    const added = rows.length === 0 ? null : await store.addDone(ctx.db, rows);
    const recorded = Number(added?.numInsertedOrUpdatedRows ?? 0);
    await recordDeed(ctx, {
      ...{ by: byPerson(by), action: "told of a training", object: training },
      data: { recorded, unknown: emails.length - known.size },
    });
    return { recorded, unknown: emails.filter((email) => !known.has(email)) };
  });
}

function firstByPerson(completions: readonly Completion[], known: ReadonlyMap<string, number>): Map<number, number> {
  const first = new Map<number, number>();
  for (const { email, doneAt } of completions) {
    const id = known.get(email);
    if (id !== undefined) first.set(id, Math.min(doneAt, first.get(id) ?? doneAt));
  }
  return first;
}

export type Trained = { trainings: string[]; people: number; done: number; toldAt: number; toldBy: string };

/** How many of those who ask have done every training there is; null until anybody told of one, or for too few people. */
export async function trained(ctx: Context): Promise<Trained | null> {
  const [all, last] = [await store.trainings(ctx.db), await store.lastTold(ctx.db)];
  const people = await store.countLearners(ctx.db);
  if (!last || people < FEWEST_PEOPLE) return null;
  const done = (await store.doneByLearner(ctx.db)).filter((one) => one.done === all.length).length;
  return { trainings: all, people, done, toldAt: last.toldAt, toldBy: last.name };
}
