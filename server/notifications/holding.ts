import { byPerson, recordDeed } from "#server/audit/trail.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { notFound } from "#server/platform/errors.ts";
import { readSettings, writeSettings } from "#server/platform/settings.ts";
import { suppressQueuedBefore, waitingBefore } from "./store.ts";

/**
 * A restored copy must not write to the whole organisation: what waited in the backup may have been sent long ago by the
 * portal it was taken from. Messages are queued and kept until an admin says that this is the portal now.
 */
export const holdMail = (ctx: Context) => writeSettings(ctx, { mailHeldSince: String(ctx.clock.now()) });

export async function heldSince(ctx: Pick<Context, "db">): Promise<number | null> {
  return Number((await readSettings(ctx)).mailHeldSince) || null;
}

/** How many messages came with the backup and wait. */
export async function heldMessages(ctx: Context): Promise<number> {
  const since = await heldSince(ctx);
  return since === null ? 0 : waitingBefore(ctx.db, since);
}

/** Lets mail go out again; what came with the backup goes too, or never. */
export async function releaseMail(ctx: Context, by: Person, isDropping: boolean): Promise<void> {
  if (!can(by, "portal.manage")) throw notFound();
  await inTransaction(ctx, async (ctx) => {
    const since = await heldSince(ctx);
    if (since === null) return;
    if (isDropping) await suppressQueuedBefore(ctx.db, since);
    await writeSettings(ctx, { mailHeldSince: "" });
    await recordDeed(ctx, {
      by: byPerson(by),
      action: "released mail",
      object: "portal",
      data: { waiting: isDropping ? "dropped" : "sent" },
    });
  });
  ctx.wakeOutbox();
}
