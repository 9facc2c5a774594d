import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import type { FoundTicket } from "./finding.ts";
import { type HoldPiece, holdPiece } from "./hold-piece.ts";
import { type MergePiece, mergePiece } from "./merge-page.ts";
import { type SimilarLine, similarTickets } from "./similar-tickets.ts";
import { type SplitPiece, splitPiece } from "./split-piece.ts";
import { listWatchers, type Watchers } from "./watching.ts";

/** What stands on a ticket's sheet about its place among others, and who follows it. */
export type OrderPieces = {
  watchers: Watchers;
  hold: HoldPiece;
  similar: SimilarLine[];
  merge: MergePiece;
  split: SplitPiece;
};

export const orderPieces = async (
  ctx: Context,
  by: Person,
  ticket: FoundTicket,
  question: string,
  works: boolean,
): Promise<OrderPieces> => ({
  watchers: await listWatchers(ctx, by, ticket),
  hold: holdPiece(ticket, works),
  similar: await similarTickets(ctx, by, ticket, question),
  merge: await mergePiece(ctx, by, ticket),
  split: await splitPiece(ctx, ticket),
});
