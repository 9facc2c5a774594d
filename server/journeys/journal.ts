import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { type Event, eventOf, type Told } from "./event.ts";
import type { Happening } from "./happening.ts";
import type { Reader } from "./reader.ts";
import { writeEvents } from "./writing.ts";

export type { Happening } from "./happening.ts";
export { type Reader, readerFrom } from "./reader.ts";

const MOST_WAITING = 10_000;
const AT_ONCE = 500;

declare module "#server/platform/context.ts" {
  interface Context {
    /** What readers did a moment ago, waiting to be written together. */
    journal: Journal;
  }
}

export type Journal = { waiting: Event[]; lost: number };

export const openJournal = (): Journal => ({ waiting: [], lost: 0 });

const sealed = (ctx: Context, reader: Reader, happening: Happening, told?: Told): Event =>
  eventOf(reader, happening, ctx.clock.now(), (token) => ctx.keys.sign("journal", token), told);

/**
 * For pages, which write nothing: kept in memory and written with others a second later. A crash loses that second; a
 * flood loses the newest and says so in the log.
 */
export function noteEvent(ctx: Context, reader: Reader, happening: Happening, told?: Told): void {
  const { journal } = ctx;
  if (journal.waiting.length < MOST_WAITING) journal.waiting.push(sealed(ctx, reader, happening, told));
  else journal.lost += 1;
}

/** For actions: in the transaction that makes it true. */
export async function recordEvent(ctx: Context, reader: Reader, ...happenings: Happening[]): Promise<void> {
  await writeEvents(
    ctx,
    happenings.map((happening) => sealed(ctx, reader, happening)),
  );
}

/** The job: writes some of what waits, and says whether more does. What could not be written waits for the next time. */
export async function writeJournal(ctx: Context): Promise<boolean> {
  const { journal } = ctx;
  if (journal.lost > 0)
    ctx.log.warn({ events: journal.lost }, "More was read than could be kept; some events are lost.");
  journal.lost = 0;
  const some = journal.waiting.slice(0, AT_ONCE);
  if (some.length === 0) return false;
  await inTransaction(ctx, (ctx) => writeEvents(ctx, some));
  journal.waiting.splice(0, some.length);
  return journal.waiting.length > 0;
}

/** Before the portal ends: nothing that is still in memory is left there. */
export async function closeJournal(ctx: Context): Promise<void> {
  while (await writeJournal(ctx));
}
