import type { Context } from "#server/platform/context.ts";
import type { FoundTicket } from "./finding.ts";
import { messagesToChoose, splitThatMade } from "./split-store.ts";
import { addressOf, nameOf } from "./ticket.ts";

const OFFERED = 50;
const EXCERPT = 80;

export type SplitPiece = {
  choices: { place: number; label: string }[];
  /** What this one was split off from, while that holds. */
  madeFrom: { name: string; href: string } | null;
};

export async function splitPiece(ctx: Context, ticket: FoundTicket): Promise<SplitPiece> {
  const rows = ticket.messages > 1 ? await messagesToChoose(ctx.db, ticket.id, OFFERED) : [];
  const made = await splitThatMade(ctx.db, ticket.id);
  return {
    choices: rows.reverse().map(({ place, name, kind, body }) => ({
      place,
      label: `${name}${kind === "note" ? " (note)" : ""}: ${body.replace(/\s+/g, " ").slice(0, EXCERPT)}`,
    })),
    madeFrom: made ? { name: nameOf({ number: made.from }), href: addressOf({ number: made.from }) } : null,
  };
}
