import type { Context } from "#server/platform/context.ts";
import type { SafeHtml } from "#server/platform/html.ts";
import { type Book, hoursKnown } from "./book.ts";
import { elapsedTime } from "./due.ts";
import { type Explanation, explainDeadline } from "./explaining.ts";
import { clocksKept, type KeptClock } from "./keeping.ts";
import type { Metric } from "./policy.ts";
import { readBook } from "./reading-book.ts";
import { drawRing } from "./ring.ts";

/** A clock as people see it. */
export type Face = {
  metric: Metric;
  n: number;
  state: KeptClock["state"];
  dueAt: number | null;
  isLate: boolean;
  tone: "" | "warn" | "bad";
  svg: SafeHtml;
  note: string | null;
  waivedReason: string | null;
  targetMs: number;
  counts: KeptClock["counts"];
  stoppedAt: number | null;
  breachedAt: number | null;
  breachKind: KeptClock["breachKind"];
};

/** The clocks of some questions, those of each oldest first. */
async function facesOf(ctx: Context, ids: readonly number[]): Promise<{ face: Face; clock: KeptClock; book: Book }[]> {
  const clocks = await clocksKept(ctx, ids);
  if (clocks.length === 0) return [];
  const { book } = await readBook(ctx);
  const now = ctx.clock.now();
  return clocks.map((clock) => ({ face: faceOf(clock, book, now), clock, book }));
}

/** For lists: of each question the clock that is due first, else one that is paused. */
export async function firstFaces(ctx: Context, ids: readonly number[]): Promise<Map<number, Face>> {
  const faces = new Map<number, Face>();
  for (const { face, clock } of await facesOf(ctx, ids)) {
    if (face.state !== "running" && face.state !== "paused") continue;
    const first = faces.get(clock.about);
    if (!first || pressure(face) < pressure(first)) faces.set(clock.about, face);
  }
  return faces;
}

const pressure = ({ state, dueAt }: Face) => (state === "running" ? (dueAt ?? 0) : Number.MAX_SAFE_INTEGER);

export type Explained = Face & { why: Explanation };

/** For one question: every clock with the windows and pauses that were counted for it. */
export async function explainedFaces(ctx: Context, id: number): Promise<Explained[]> {
  const now = ctx.clock.now();
  return (await facesOf(ctx, [id])).map(({ face, clock, book }) => ({ ...face, why: explainClock(clock, book, now) }));
}

function explainClock(clock: KeptClock, book: Book, now: number): Explanation {
  return explainDeadline(hoursFor(clock, book, now), clock.startedAt, clock.targetMs, clock.pauses);
}

const hoursFor = ({ counts, calendarId, stoppedAt }: KeptClock, book: Book, now: number) =>
  hoursKnown(book, counts, calendarId, stoppedAt ?? now);

function faceOf(clock: KeptClock, book: Book, now: number): Face {
  const { metric, n, state, dueAt, note, waivedReason, targetMs, counts, stoppedAt, breachedAt } = clock;
  const { breachKind } = clock;
  const end = Math.max(stoppedAt ?? now, clock.startedAt);
  const used = elapsedTime(hoursFor(clock, book, now), clock.startedAt, end, clock.pauses) / targetMs;
  const isLate = breachedAt !== null || (state === "running" && dueAt !== null && dueAt < now);
  const isNear = state === "running" && ((clock.warnAt !== null && clock.warnAt <= now) || note !== null);
  return {
    metric,
    n,
    state,
    dueAt,
    isLate,
    tone: isLate ? "bad" : isNear ? "warn" : "",
    svg: drawRing(isLate ? 1 : 1 - used),
    note,
    waivedReason,
    targetMs,
    counts,
    stoppedAt,
    breachedAt,
    breachKind,
  };
}
