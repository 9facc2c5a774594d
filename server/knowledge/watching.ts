import { MINUTE } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { moveCounter, readCounters } from "#server/platform/counters.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { type Due, type DueReason, sinceOf } from "./due.ts";
import * as store from "./due-store.ts";

const MARK = "knowledge.reopenings-until";
const AT_ONCE = 50;
/** Events are written a moment after they happen. */
const SETTLED = MINUTE;

/** Everything that makes articles due, or one of them. */
export async function findDue(ctx: Context, articleId: number | null = null): Promise<Map<number, Due>> {
  const { db } = ctx;
  const due = new Map<number, Due>();
  const add = ({ articleId: id, ownerId }: { articleId: number; ownerId: number | null }, reason: DueReason) => {
    const known = due.get(id) ?? { articleId: id, ownerId, reasons: [] };
    due.set(id, { ...known, reasons: [...known.reasons, reason] });
  };
  for (const row of await store.dueByCheck(db, articleId)) add(row, { kind: "check", at: Number(row.at) });
  for (const row of await store.dueByVotes(db, articleId))
    add(row, { kind: "votes", no: Number(row.no), wrong: Number(row.wrong), at: Number(row.at) });
  for (const row of await store.dueByReopening(db, articleId))
    add(row, { kind: "reopened", ticket: row.ticket, at: row.at });
  for (const row of await store.dueByDate(db, articleId, ctx.clock.now()))
    add(row, { kind: "date", at: Number(row.at), isFirst: row.until === null });
  return due;
}

/** After something was done about an article. Call it in the transaction that did it. */
export async function lookAgain(ctx: Context, articleId: number): Promise<void> {
  const due = (await findDue(ctx, articleId)).get(articleId);
  await (due ? store.putDue(ctx.db, toRow(due)) : store.dropDue(ctx.db, articleId));
}

const toRow = (due: Due) => ({
  article_id: due.articleId,
  owner_id: due.ownerId,
  due_since: sinceOf(due),
  reasons: JSON.stringify(due.reasons),
});

/** The job: what has fallen due, and what is no longer. Only what changed is written. */
export async function watchDue(ctx: Context): Promise<boolean> {
  const found = [...(await findDue(ctx)).values()].map(toRow);
  const known = new Map((await store.knownDue(ctx.db)).map((row) => [row.article_id, row]));
  const isKnown = (row: ReturnType<typeof toRow>) => {
    const before = known.get(row.article_id);
    return before?.reasons === row.reasons && before.owner_id === row.owner_id;
  };
  const changed = found.filter((row) => !isKnown(row));
  const still = new Set(found.map(({ article_id }) => article_id));
  const gone = [...known.keys()].filter((id) => !still.has(id));
  if (changed.length + gone.length === 0) return false;
  await inTransaction(ctx, async (ctx) => {
    for (const row of changed) await store.putDue(ctx.db, row);
    for (const id of gone) await store.dropDue(ctx.db, id);
  });
  return false;
}

/** The job: which articles stood behind a ticket that was opened again. */
export async function noteReopenings(ctx: Context): Promise<boolean> {
  const from = (await readCounters(ctx, [MARK])).get(MARK) ?? 0;
  const all = await store.reopeningsBetween(ctx.db, from, ctx.clock.now() - SETTLED, AT_ONCE);
  const last = all.at(-1);
  if (!last) return false;
  // What happened in one instant is taken together, so that the mark may stand behind it.
  const whole = all.length < AT_ONCE ? all : all.filter(({ at }) => at < last.at);
  const some = whole.length > 0 ? whole : all;
  await inTransaction(ctx, async (ctx) => {
    for (const { at, ticket } of some)
      for (const { id } of await store.articlesOfTicket(ctx.db, ticket))
        await store.noteReopening(ctx.db, { article_id: id, ticket, reopened_at: at });
    await moveCounter(ctx, MARK, (some.at(-1)?.at ?? from) - from);
  });
  return all.length === AT_ONCE;
}
