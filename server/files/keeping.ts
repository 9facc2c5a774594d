import type { Readable } from "node:stream";
import type { Person } from "#server/people/person.ts";
import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { moveCounter, readCounters } from "#server/platform/counters.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { Refusal } from "#server/platform/errors.ts";
import { randomToken } from "#server/platform/keys.ts";
import { type Arrived, dropContent, dropDraft, readContent, settle, writeArriving } from "./disk.ts";
import { isFileId, type KeptFile } from "./file.ts";
import { cleanName, typeOf } from "./name.ts";
import * as store from "./store.ts";
import { oneByOne } from "./turns.ts";

const MEGABYTE = 1024 * 1024;
const PER_DAY = 200 * MEGABYTE;
const IN_ALL = 50 * 1024 * MEGABYTE;
const COUNTER = "files.kept-bytes";

/** Keeps a file while it arrives. Until something holds it (`attachFiles`) it waits, and is forgotten after two days. */
export async function keepFile(ctx: Context, by: Person, sent: { name: string; bytes: Readable }): Promise<string> {
  await mustHaveRoom(ctx, by);
  const arrived = await writeArriving(ctx, sent.bytes);
  const id = randomToken().slice(0, 22);
  await oneByOne(async () => {
    // The bytes are on the disk under their name before the row that leads to them is written.
    await settle(ctx, arrived);
    await addRow(ctx, by, id, sent.name, arrived);
  }).catch(async (error) => {
    await dropDraft(arrived);
    throw error;
  });
  return id;
}

async function addRow(ctx: Context, by: Person, id: string, name: string, { sha256, size, start }: Arrived) {
  const file = { id, person_id: by.id, name: cleanName(name), type: typeOf(start), size, sha256 };
  await inTransaction(ctx, async (ctx) => {
    await store.addFile(ctx.db, { ...file, kept_at: ctx.clock.now() });
    await moveCounter(ctx, COUNTER, size);
  });
}

async function mustHaveRoom(ctx: Context, by: Person): Promise<void> {
  if ((await store.bytesSince(ctx.db, by.id, ctx.clock.now() - DAY)) >= PER_DAY)
    throw new Refusal(422, "You have sent 200 MB of files since yesterday. Send more tomorrow, or a link to them.");
  if (((await readCounters(ctx, [COUNTER])).get(COUNTER) ?? 0) >= IN_ALL)
    throw new Refusal(422, "There is no room for more files. Tell your admin.");
}

export async function keptFile(ctx: Context, id: string): Promise<KeptFile | null> {
  return isFileId(id) ? ((await store.filesByIds(ctx.db, [id]))[0] ?? null) : null;
}

export const keptFiles = async (ctx: Context, ids: readonly string[]): Promise<KeptFile[]> =>
  ids.length === 0 ? [] : store.filesByIds(ctx.db, ids);

/** Something holds them now. Call it in the transaction that keeps the thing. */
export async function attachFiles(ctx: Context, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await store.markAttached(ctx.db, ids, ctx.clock.now());
}

/** What held it holds it no more: `dropFile` forgets it after the transaction, or the sweep does. */
export const detachFile = (ctx: Context, id: string) => store.markWaiting(ctx.db, id);

/** Whoever calls this has asked whether the reader may have it. */
export const bytesOf = (ctx: Context, { sha256 }: KeptFile): Readable => readContent(ctx, sha256);

/** Forgets a file that still waits, and its bytes when nobody else sent the same. */
export async function dropFile(ctx: Context, id: string): Promise<void> {
  await oneByOne(async () => {
    const gone = await inTransaction(ctx, async (ctx) => {
      const removed = await store.removeWaiting(ctx.db, id);
      if (removed) await moveCounter(ctx, COUNTER, -removed.size);
      return removed;
    });
    if (gone && !(await store.isContentUsed(ctx.db, gone.sha256))) await dropContent(ctx, gone.sha256);
  });
}
