import type { Context } from "#server/platform/context.ts";
import type { Block } from "./blockers.ts";
import { addTold, holdsAbout } from "./brake-store.ts";
import { type Escalation, escalationsOf, type Fire, keyOf, nextLook, type WaitKey } from "./escalation.ts";
import type { Fact } from "./facts.ts";
import { type LadderVersion, readLadder, type Step } from "./ladder.ts";
import { movesAbout } from "./ladder-move-store.ts";
import * as store from "./ladder-store.ts";
import { PRIORITIES } from "./policy.ts";
import { readBook } from "./reading-book.ts";

export type KeptEscalation = Escalation & { id: number };

/** Derives the ladders of one question and keeps them. Call it in the transaction of the change. */
export async function keepEscalations(
  ctx: Context,
  about: number,
  facts: readonly Fact[],
  now: number,
): Promise<KeptEscalation[]> {
  const escalations = await escalationsNow(ctx, about, facts, now);
  if (escalations.length === 0) return [];
  const before = new Map((await store.escalationsAbout(ctx.db, about)).map((row) => [keyIn(row), row]));
  for (const one of escalations) {
    const row = toRow(about, one);
    const kept = before.get(keyOf(one));
    if (!kept || isDifferent(row, kept)) await store.saveEscalation(ctx.db, row);
  }
  const ids = new Map((await store.escalationsAbout(ctx.db, about)).map((row) => [keyIn(row), row.id]));
  return escalations.map((one) => ({ ...one, id: ids.get(keyOf(one)) as number }));
}

/** One of its ladders as it stands now, without writing anything. */
export async function keptEscalation(
  ctx: Context,
  about: number,
  id: number,
  facts: readonly Fact[],
  now: number,
): Promise<Escalation | undefined> {
  const row = (await store.escalationsAbout(ctx.db, about)).find((one) => one.id === id);
  return row && (await escalationsNow(ctx, about, facts, now)).find((one) => keyOf(one) === keyIn(row));
}

/** Every ladder of a question as it stands now, without writing anything. */
export async function escalationsNow(
  ctx: Context,
  about: number,
  facts: readonly Fact[],
  now: number,
): Promise<Escalation[]> {
  return escalationsBesides(ctx, about, facts, now, new Map());
}

/** The same as if some of them had been moved to another version. */
export async function escalationsBesides(
  ctx: Context,
  about: number,
  facts: readonly Fact[],
  now: number,
  moves: ReadonlyMap<string, number>,
): Promise<Escalation[]> {
  const { book } = await readBook(ctx);
  const fires = await firesOf(ctx, about);
  const moved = new Map([...(await movesAbout(ctx.db, about)).map((row) => [keyIn(row), row.to] as const), ...moves]);
  const held = await heldOf(ctx, about);
  return escalationsOf(facts, fires, book, await readLadders(ctx), now, { held, moved });
}

const keyIn = (row: Omit<WaitKey, "trigger"> & { cause: WaitKey["trigger"] }) => keyOf({ ...row, trigger: row.cause });

async function heldOf(ctx: Context, about: number): Promise<Map<string, Block[]>> {
  const held = new Map<string, Block[]>();
  for (const row of await holdsAbout(ctx.db, about)) {
    const key = keyIn(row);
    const block: Block = { from: row.held_at, to: row.let_go_at ?? Infinity, why: "storm brake", by: null };
    held.set(key, [...(held.get(key) ?? []), block]);
  }
  return held;
}

/** Ladders whose rows are not what facts and fires say; those that are due to be looked at are left out. */
export async function laddersAdrift(
  ctx: Context,
  about: number,
  facts: readonly Fact[],
  now: number,
): Promise<string[]> {
  const kept = new Map((await store.escalationsAbout(ctx.db, about)).map((row) => [keyIn(row), row]));
  const derived = await escalationsNow(ctx, about, facts, now);
  return derived.flatMap((one) => {
    const row = kept.get(keyOf(one));
    const isAwaited = row?.next_at !== null && row?.next_at !== undefined && row.next_at <= now;
    return !row || (!isAwaited && isDifferent(toRow(about, one), row)) ? [keyOf(one)] : [];
  });
}

const isDifferent = (row: object, kept: object) =>
  Object.entries(row).some(([name, value]) => (kept as Record<string, unknown>)[name] !== value);

async function firesOf(ctx: Context, about: number): Promise<Map<string, Fire[]>> {
  const fires = new Map<string, Fire[]>();
  for (const row of await store.firesAbout(ctx.db, about)) {
    const key = keyIn(row);
    const { round, step, fired_at: firedAt, outcome, lost_at: lostAt } = row;
    fires.set(key, [...(fires.get(key) ?? []), { round, step, firedAt, outcome, lostAt }]);
  }
  return fires;
}

export async function readLadders(ctx: Pick<Context, "db">): Promise<LadderVersion[]> {
  return (await store.ladderVersions(ctx.db)).map((row) => ({
    ladderId: row.ladder_id,
    no: row.no,
    madeAt: row.made_at,
    ladder: readLadder(row.definition),
  }));
}

const toRow = (about: number, one: Escalation): store.DerivedEscalation => ({
  ticket_id: about,
  cause: one.trigger,
  cycle: one.cycle,
  n: one.n,
  ladder_id: one.version.ladderId,
  ladder_version: one.version.no,
  anchor_at: one.anchorAt,
  state: one.state,
  round: one.place?.round ?? null,
  step: one.place?.step ?? null,
  due_at: one.dueAt,
  left_ms: one.leftMs,
  blockers: JSON.stringify(one.blockers),
  ended: one.ended,
  lock_no: one.lockNo,
  next_at: nextLook(one),
  rank: rankOf(one.priority),
});

/** The most urgent first; what has no known urgency is like most. */
const rankOf = (priority: string): number => {
  const rank = (PRIORITIES as readonly string[]).indexOf(priority);
  return rank === -1 ? PRIORITIES.indexOf("normal") : rank;
};

/** The step of a ladder that comes next, as it is to be taken. */
export type Due = { escalation: KeptEscalation; step: Step };

export const stepOf = (escalation: KeptEscalation): Due | null => {
  const step = escalation.place && escalation.version.ladder.steps[escalation.place.step];
  return step ? { escalation, step } : null;
};

/** Of the ladders of a question, the one whose step is due. */
export const findDue = (escalations: readonly KeptEscalation[], now: number): Due | null => {
  const due = escalations.find(({ state, dueAt }) => state === "armed" && dueAt !== null && dueAt <= now);
  return due ? stepOf(due) : null;
};

/** The ladder that can be moved on by hand: one that runs or stands still. */
export const findLive = (escalations: readonly KeptEscalation[]): KeptEscalation | undefined =>
  escalations.findLast(({ state }) => state !== "ended");

/** `besides`: who is told of the same thing by another rule. */
export type Taken = {
  told: number[];
  besides: number[];
  outcome: Fire["outcome"];
  reason: string | null;
  byId: number | null;
};

/** Notes that a step was taken. Throws when it was taken before: its transaction is then undone. */
export async function recordFire(ctx: Context, { escalation }: Due, now: number, taken: Taken): Promise<void> {
  if (!escalation.place) return;
  const place = { escalation_id: escalation.id, ...escalation.place };
  const heard = [...taken.told, ...taken.besides];
  if (heard.length > 0) await addTold(ctx.db, now, place, heard);
  await store.addFire(ctx.db, {
    ...place,
    due_at: escalation.dueAt,
    fired_at: now,
    outcome: taken.outcome,
    told: JSON.stringify(taken.told),
    reason: taken.reason,
    by_id: taken.byId,
  });
}

export const nextLadder = (ctx: Context) => store.dueEscalation(ctx.db, ctx.clock.now());
