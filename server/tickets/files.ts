import { isPicture, type KeptFile } from "#server/files/file.ts";
import { attachFiles, keptFile, keptFiles } from "#server/files/keeping.ts";
import { sizeInWords } from "#server/files/name.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { notFound, tooLate } from "#server/platform/errors.ts";
import { countFiles, filesOfTicket, heldFiles, holderOf, holdFiles } from "./file-store.ts";
import { eyesOf } from "./finding.ts";
import { seenAmong } from "./seeing-store.ts";
import { canSeeNotes } from "./ticket.ts";

const PER_TICKET = 200;

export type FileLine = { id: string; name: string; size: string; href: string; picture: string | null };

const toLine = ({ id, name, size, type }: Pick<KeptFile, "id" | "name" | "size" | "type">): FileLine => ({
  id,
  name,
  size: sizeInWords(size),
  href: `/files/${id}`,
  picture: isPicture({ type }) ? `/files/${id}/picture` : null,
});

/** Those of these files that are theirs and still wait to be sent along. */
export const waitingFiles = async (ctx: Context, by: Person, ids: readonly string[]): Promise<FileLine[]> =>
  (await stillTheirs(ctx, by, ids)).map(toLine);

async function stillTheirs(ctx: Context, by: Person, ids: readonly string[]): Promise<KeptFile[]> {
  const own = (await keptFiles(ctx, ids)).filter(({ personId }) => personId === by.id);
  if (own.length === 0) return [];
  const held = await heldFiles(
    ctx.db,
    own.map(({ id }) => id),
  );
  return own.filter(({ id }) => !held.has(id));
}

/** Call it in the transaction that keeps the message. */
export async function sendFilesAlong(
  ctx: Context,
  by: Person,
  ids: readonly string[],
  to: { ticket_id: number; place: number },
): Promise<void> {
  const files = (await stillTheirs(ctx, by, ids)).map(({ id }) => id);
  if (files.length === 0) return;
  if ((await countFiles(ctx.db, to.ticket_id)) + files.length > PER_TICKET)
    throw tooLate(`A ticket holds up to ${PER_TICKET} files. Send a link instead.`);
  await holdFiles(
    ctx.db,
    files.map((file_id) => ({ file_id, ...to })),
  );
  await attachFiles(ctx, files);
}

/** The files of a ticket, by the place of the message they came with, as this reader counts. */
export async function filesByPlace(ctx: Context, by: Person, ticketId: number): Promise<Map<number, FileLine[]>> {
  const withNotes = canSeeNotes(by);
  const byPlace = new Map<number, FileLine[]>();
  for (const row of await filesOfTicket(ctx.db, ticketId, withNotes, PER_TICKET)) {
    const place = withNotes ? row.place : (row.publicPlace ?? 0);
    byPlace.set(place, [...(byPlace.get(place) ?? []), toLine(row)]);
  }
  return byPlace;
}

/** A file is as open as the message it came with; before that it is its sender's alone. */
export async function findFile(ctx: Context, by: Person, id: string): Promise<KeptFile> {
  const file = await keptFile(ctx, id);
  if (!file || !(await mayHave(ctx, by, file))) throw notFound("file");
  return file;
}

async function mayHave(ctx: Context, by: Person, { id, personId }: KeptFile): Promise<boolean> {
  const holder = await holderOf(ctx.db, id);
  if (!holder) return personId === by.id;
  if (!(await seenAmong(ctx.db, [holder.ticketId], eyesOf(by))).has(holder.ticketId)) return false;
  return holder.kind !== "note" || canSeeNotes(by);
}
