import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import type { Person } from "#server/people/person.ts";
import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { moveCounter, readCounters } from "#server/platform/counters.ts";
import { notFound, Refusal, tooLate } from "#server/platform/errors.ts";
import { randomToken } from "#server/platform/keys.ts";
import { cleanName, sizeInWords, typeOf } from "./file-name.ts";
import * as store from "./file-store.ts";
import { ownerFor } from "./finding.ts";
import { canSeeNotes } from "./ticket.ts";

const PIECE = 256 * 1024;
const PER_DAY = 200 * 1024 * 1024;
const IN_ALL = 50 * 1024 * 1024 * 1024;
const PER_TICKET = 200;
/** How long a file waits for its message. */
const PENDING = 2 * DAY;
const COUNTER = "files.bytes";

export type FileLine = { id: string; name: string; size: string; href: string };

type Row = { id: string; name: string; size: number };
const toLine = ({ id, name, size }: Row): FileLine => ({ id, name, size: sizeInWords(size), href: `/files/${id}` });

/** Keeps a file while it arrives, piece by piece. It belongs to nobody but its sender until it is sent along. */
export async function keepFile(
  ctx: Context,
  by: Person,
  { name, bytes }: { name: string; bytes: Readable },
): Promise<string> {
  await mustHaveRoom(ctx, by);
  const id = randomToken().slice(0, 22);
  const hash = createHash("sha256");
  await store.addFile(ctx.db, { id, person_id: by.id, name: cleanName(name), made_at: ctx.clock.now() });
  let start: Buffer = Buffer.alloc(0);
  let size = 0;
  let position = 0;
  for await (const piece of inPieces(bytes)) {
    if (position === 0) start = piece.subarray(0, 1024);
    hash.update(piece);
    size += piece.length;
    await store.addPiece(ctx.db, id, position, piece);
    position += 1;
  }
  await store.finishFile(ctx.db, id, {
    type: typeOf(start),
    size,
    sha256: hash.digest("hex"),
    done_at: ctx.clock.now(),
  });
  await moveCounter(ctx, COUNTER, size);
  return id;
}

async function mustHaveRoom(ctx: Context, by: Person): Promise<void> {
  if ((await store.bytesSince(ctx.db, by.id, ctx.clock.now() - DAY)) >= PER_DAY)
    throw new Refusal(422, "You have sent 200 MB of files since yesterday. Send more tomorrow, or a link to them.");
  if (((await readCounters(ctx, [COUNTER])).get(COUNTER) ?? 0) >= IN_ALL)
    throw new Refusal(422, "There is no room for more files. Paste the telling part, and tell your admin.");
}

async function* inPieces(bytes: Readable): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let size = 0;
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    held.push(chunk);
    size += chunk.length;
    if (size < PIECE) continue;
    yield Buffer.concat(held);
    held = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(held);
}

export async function dropFile(ctx: Context, id: string): Promise<void> {
  await moveCounter(ctx, COUNTER, -(await store.dropFile(ctx.db, id)));
}

/** Those of these files that are theirs and still wait to be sent along. */
export async function waitingFiles(ctx: Context, by: Person, ids: readonly string[]): Promise<FileLine[]> {
  return ids.length === 0 ? [] : (await store.pendingFiles(ctx.db, by.id, ids)).map(toLine);
}

/** Call it in the transaction that keeps the message. */
export async function sendFilesAlong(
  ctx: Context,
  by: Person,
  ids: readonly string[],
  to: { ticket_id: number; place: number },
): Promise<void> {
  if (ids.length === 0) return;
  if ((await store.countFiles(ctx.db, to.ticket_id)) + ids.length > PER_TICKET)
    throw tooLate(`A ticket holds up to ${PER_TICKET} files. Send a link instead.`);
  await store.sendAlong(ctx.db, by.id, ids, to);
}

/** The files of a ticket, by the place of the message they came with, as this reader counts. */
export async function filesByPlace(ctx: Context, by: Person, ticketId: number): Promise<Map<number, FileLine[]>> {
  const withNotes = canSeeNotes(by);
  const byPlace = new Map<number, FileLine[]>();
  for (const row of await store.filesOfTicket(ctx.db, ticketId, withNotes, PER_TICKET)) {
    const place = withNotes ? row.place : (row.publicPlace ?? 0);
    byPlace.set(place, [...(byPlace.get(place) ?? []), toLine(row)]);
  }
  return byPlace;
}

/** A file is as open as the message it came with; before that it is its sender's alone. */
export async function findFile(ctx: Context, by: Person, id: string) {
  const file = /^[\w-]{22}$/.test(id) ? await store.fileById(ctx.db, id) : undefined;
  if (!file) throw notFound("file");
  if (file.kind === null) {
    if (file.personId !== by.id) throw notFound("file");
    return file;
  }
  const owner = ownerFor(by);
  const isOpen = owner === null || file.requesterId === owner;
  if (!isOpen || (file.kind === "note" && !canSeeNotes(by))) throw notFound("file");
  return file;
}

export async function* bytesOf(ctx: Context, id: string): AsyncGenerator<Buffer> {
  for (let position = 0; ; position += 1) {
    const piece = await store.pieceOf(ctx.db, id, position);
    if (!piece) return;
    yield Buffer.from(piece.bytes);
  }
}

/** The job: files whose message was never sent. One at a time. */
export async function forgetOldFiles(ctx: Context): Promise<boolean> {
  const old = await store.oldPending(ctx.db, ctx.clock.now() - PENDING);
  if (!old) return false;
  await dropFile(ctx, old.id);
  return true;
}
