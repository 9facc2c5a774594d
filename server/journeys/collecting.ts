import type { Context } from "#server/platform/context.ts";
import { badRequest } from "#server/platform/errors.ts";
import { type InBatch, readBatch } from "./batch.ts";
import { noteEvent } from "./journal.ts";
import { listed, pageIn } from "./page-token.ts";
import type { Reader } from "./reader.ts";

export type Collected = { kept: number; refused: { place: number; reason: string }[] };

const NOT_SHOWN = "its page was not shown to this visit";

/** What pages tell by themselves: each with the token of a page that this visit was shown, about what that page shows. */
export function collect(ctx: Context, reader: Reader, given: unknown): Collected {
  const batch = readBatch(given);
  if (!batch) throw badRequest("Send “events” as a list in JSON.");
  const reasons = batch.map((one) => noteOne(ctx, reader, one));
  const refused = reasons.flatMap((reason, place) => (reason === null ? [] : [{ place, reason }]));
  return { kept: batch.length - refused.length, refused };
}

/** Null where it was kept. */
function noteOne(ctx: Context, reader: Reader, one: InBatch): string | null {
  if (!one.ok) return one.reason;
  const { id, page: token, clientAt, happening } = one.event;
  const isList = happening.type === "impression";
  const shows = isList ? listed(happening.articles.map(([slug]) => slug)) : happening.article;
  const page = pageIn(ctx, reader, token, shows);
  if (page === undefined) return NOT_SHOWN;
  // A list was shown once, however often that is told.
  noteEvent(ctx, reader, happening, { id: isList ? page : id, page, clientAt });
  return null;
}
