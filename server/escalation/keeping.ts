import { MINUTE } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import {
  clocksAbout,
  type DerivedRow,
  dueClock,
  noteTold,
  postponeLook,
  removeClock,
  saveClock,
} from "./clock-store.ts";
import { type Clock, clocksOf } from "./clocks.ts";
import type { Fact } from "./facts.ts";
import { readBook } from "./reading-book.ts";

/** Whose clocks they are. */
export type About = { id: number; name: string; address: string };

export type Kept = {
  /** When the first of its running clocks is due. */
  dueAt: number | null;
  /** By which versions the clocks were derived. */
  bookKey: string;
};

/**
 * Derives the clocks of one question from its facts and keeps them. Call it in the transaction of the change; called
 * again with the same facts it writes the same rows.
 */
export async function keepClocks(ctx: Context, about: About, facts: readonly Fact[], now: number): Promise<Kept> {
  const { book, key } = await readBook(ctx);
  const clocks = clocksOf(facts, book, now);
  const before = new Map((await clocksAbout(ctx.db, [about.id])).map((row) => [nameOf(row), row]));
  for (const clock of clocks) {
    const kept = before.get(nameOf(clock));
    before.delete(nameOf(clock));
    const row = { ...toRow(about, clock), next_at: nextLook(clock, kept) };
    if (!kept || isDifferent(row, kept)) await saveClock(ctx.db, row);
  }
  for (const row of before.values()) await removeClock(ctx.db, row.id);
  return { dueAt: firstDue(clocks), bookKey: key };
}

/** Clocks whose rows are not what their facts say, by metric and round; those that are due to be looked at are left out. */
export async function clocksAdrift(ctx: Context, about: About, facts: readonly Fact[], now: number): Promise<string[]> {
  const { book } = await readBook(ctx);
  const kept = new Map((await clocksAbout(ctx.db, [about.id])).map((row) => [nameOf(row), row]));
  const derived = clocksOf(facts, book, now);
  const adrift = derived.filter((clock) => {
    const row = kept.get(nameOf(clock));
    const isAwaited = row?.next_at !== null && row?.next_at !== undefined && row.next_at <= now;
    return !row || (!isAwaited && isDifferent(toRow(about, clock), row));
  });
  const surplus = [...kept.keys()].filter((name) => !derived.some((clock) => nameOf(clock) === name));
  return [...adrift.map(nameOf), ...surplus];
}

type Row = Awaited<ReturnType<typeof clocksAbout>>[number];
type Told = Pick<Row, "told_warning_at" | "told_breach_at">;

const nameOf = ({ metric, n }: { metric: string; n: number }) => `${metric} ${n}`;

export const firstDue = (clocks: readonly Pick<Clock, "state" | "dueAt">[]): number | null => {
  const dues = clocks.flatMap(({ state, dueAt }) => (state === "running" && dueAt !== null ? [dueAt] : []));
  return dues.length > 0 ? Math.min(...dues) : null;
};

const isDifferent = (row: object, kept: Row) =>
  Object.entries(row).some(([name, value]) => kept[name as keyof Row] !== value);

/** When a running clock has to be looked at next: to warn, then to note that it was missed. */
function nextLook({ state, warnAt, dueAt, breachedAt }: Clock, told: Told | undefined): number | null {
  if (state !== "running") return null;
  const warn = told?.told_warning_at || breachedAt !== null ? null : warnAt;
  const breach = told?.told_breach_at ? null : breachedAt !== null ? breachedAt : dueAt === null ? null : dueAt + 1;
  const looks = [warn, breach].filter((at) => at !== null);
  return looks.length > 0 ? Math.min(...looks) : null;
}

function toRow(about: About, clock: Clock): DerivedRow {
  return {
    ticket_id: about.id,
    name: about.name,
    address: about.address,
    metric: clock.metric,
    n: clock.n,
    policy_id: clock.policyId,
    policy_version: clock.policyVersion,
    calendar_id: clock.calendarId,
    calendar_version: clock.calendarVersion,
    counts: clock.counts,
    target_ms: clock.targetMs,
    started_at: clock.startedAt,
    stopped_at: clock.stoppedAt,
    used_ms: clock.usedMs,
    state: clock.state,
    due_at: clock.dueAt,
    warn_at: clock.warnAt,
    breached_at: clock.breachedAt,
    breach_kind: clock.breachKind,
    waived_reason: clock.waivedReason,
    note: clock.note,
    pauses: JSON.stringify(clock.pauses),
  };
}

export type KeptClock = Clock & { id: number; about: number; name: string; address: string };

/** The clocks of several questions as they are kept, oldest first. */
export async function clocksKept(ctx: Context, ids: readonly number[]): Promise<KeptClock[]> {
  return ids.length === 0 ? [] : (await clocksAbout(ctx.db, ids)).map(fromRow);
}

// JSON knows no Infinity: the end of a pause that goes on is stored as null.
const readPauses = (text: string): Clock["pauses"] =>
  (JSON.parse(text) as { from: number; to: number | null; reason: string }[]).map((one) => ({
    ...one,
    to: one.to ?? Infinity,
  }));

export const fromRow = (row: Row): KeptClock => ({
  id: row.id,
  about: row.ticket_id,
  name: row.name,
  address: row.address,
  metric: row.metric,
  n: row.n,
  policyId: row.policy_id,
  policyVersion: row.policy_version,
  calendarId: row.calendar_id,
  calendarVersion: row.calendar_version,
  counts: row.counts,
  targetMs: row.target_ms,
  startedAt: row.started_at,
  stoppedAt: row.stopped_at,
  usedMs: row.used_ms,
  state: row.state,
  dueAt: row.due_at,
  warnAt: row.warn_at,
  breachedAt: row.breached_at,
  breachKind: row.breach_kind,
  waivedReason: row.waived_reason,
  note: row.note,
  pauses: readPauses(row.pauses),
});

/** The question whose clock has to be looked at first, if any is due for it. */
export const nextToLookAt = async (ctx: Context): Promise<number | null> =>
  (await dueClock(ctx.db, ctx.clock.now()))?.about ?? null;

const LATER = 10 * MINUTE;

/** One that cannot be looked at waits a while, so that it never holds up the others. */
export const lookLater = (ctx: Context, about: number) => postponeLook(ctx.db, about, ctx.clock.now() + LATER);

export type Notice = { clock: KeptClock; kind: "warning" | "breach" };

/**
 * What has come up on the clocks of one question and was not told yet. Each is told once: a breach makes its warning
 * needless. Call it in the transaction that queues the messages.
 */
export async function takeNotices(ctx: Context, about: number, now: number): Promise<Notice[]> {
  const notices: Notice[] = [];
  for (const row of await clocksAbout(ctx.db, [about])) {
    if (row.next_at === null || row.next_at > now) continue;
    const clock = fromRow(row);
    const isBreach = row.breached_at !== null;
    const told = isBreach
      ? { told_breach_at: now, told_warning_at: row.told_warning_at ?? now }
      : { told_breach_at: null, told_warning_at: now };
    if (!isBreach && (row.told_warning_at !== null || row.warn_at === null || row.warn_at > now)) continue;
    notices.push({ clock, kind: isBreach ? "breach" : "warning" });
    await noteTold(ctx.db, row.id, { ...told, next_at: nextLook(clock, told) });
  }
  return notices;
}
