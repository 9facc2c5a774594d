import { DAY, systemClock } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { contentsIn, dropContent, dropDraftsBefore } from "./disk.ts";
import { dropFile } from "./keeping.ts";
import { isContentUsed, oldestWaiting } from "./store.ts";
import { oneByOne } from "./turns.ts";

/** How long a file waits for whatever it was sent for. */
const WAITING = 2 * DAY;
const FOLDERS = 256;

/** The job: files nothing came to hold. One at a time. */
export async function forgetWaitingFiles(ctx: Context): Promise<boolean> {
  const old = await oldestWaiting(ctx.db, ctx.clock.now() - WAITING);
  if (!old) return false;
  await dropFile(ctx, old.id);
  return true;
}

let next = 0;

/** The job: bytes a crash left without a row. One folder of 256 each time. */
export async function sweepContents(ctx: Context): Promise<boolean> {
  await sweepFolder(ctx, next);
  next = (next + 1) % FOLDERS;
  // The disk has a clock of its own.
  if (next === 0) await dropDraftsBefore(ctx, systemClock.now() - DAY);
  return false;
}

export async function sweepFolder(ctx: Context, folder: number): Promise<void> {
  for (const sha256 of await contentsIn(ctx, folder))
    await oneByOne(async () => {
      if (!(await isContentUsed(ctx.db, sha256))) await dropContent(ctx, sha256);
    });
}
