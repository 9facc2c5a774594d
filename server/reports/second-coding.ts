import { type Agreement, cohensKappa, type DoubleCoding, type LabelQuality } from "#server/measure/agreement.ts";
import { figureOrReason } from "#server/measure/figures.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { forbidden, notFound } from "#server/platform/errors.ts";
import * as store from "./second-coding-store.ts";

/** A tenth of the closed tickets, as far back as a quarter and a bit. */
const SHARE = 0.1;
const REACH = 120 * DAY;
/** The newest of them; a page must not grow with all tickets. */
const MOST = 5000;
/** Fewer say nothing about how two people agree. */
const FEWEST = 10;

export type Drawn = { id: number; number: number };

/** What was drawn and what of it is done; `next` is one this person has neither asked nor labelled. */
export async function drawnFor(
  ctx: Context,
  by: Person,
): Promise<{ drawn: number; coded: number; next: Drawn | null }> {
  const labelled = await store.labelledSince(ctx.db, ctx.clock.now() - REACH, MOST);
  const drawn = labelled.filter(({ number }) => lotOf(ctx, number) < SHARE);
  const open = drawn.find(
    ({ codedAt, labelledBy, requesterId }) => codedAt === null && labelledBy !== by.id && requesterId !== by.id,
  );
  const coded = drawn.filter(({ codedAt }) => codedAt !== null).length;
  return { drawn: drawn.length, coded, next: open ? { id: open.id, number: open.number } : null };
}

/** Nobody can choose which tickets are looked at twice: the number of the ticket draws its own lot. */
function lotOf(ctx: Context, number: number): number {
  return Buffer.from(ctx.keys.sign("journal", `second ${number}`), "base64url").readUInt32BE(0) / 2 ** 32;
}

/** Only what was drawn for them can be coded: neither their own labels nor tickets of their choice. */
export async function codeAgain(
  ctx: Context,
  by: Person,
  ticketId: number,
  label: store.SecondLabel["label"],
): Promise<void> {
  if (!can(by, "report.goal")) throw forbidden("Only managers code a second time.");
  await inTransaction(ctx, async (ctx) => {
    const { next } = await drawnFor(ctx, by);
    if (next?.id !== ticketId) throw notFound("ticket to code");
    await store.addSecondLabel(ctx.db, { ticket_id: ticketId, label, coded_by: by.id, coded_at: ctx.clock.now() });
  });
}

/** How often the two agreed; null while too few were coded twice. */
export async function doubleCoding(ctx: Context): Promise<DoubleCoding | null> {
  const counts = await store.bothLabels(ctx.db, ctx.clock.now() - REACH);
  const of = (isFirst: boolean, isSecond: boolean) =>
    counts
      .filter(({ first, second }) => (first !== "not-basic") === isFirst && (second === "basic") === isSecond)
      .reduce((sum, { tickets }) => sum + tickets, 0);
  const cells = {
    bothBasic: of(true, true),
    firstOnly: of(true, false),
    secondOnly: of(false, true),
    neither: of(false, false),
  };
  return Object.values(cells).reduce((sum, cell) => sum + cell, 0) < FEWEST ? null : cells;
}

/** F11; null while too few were coded twice. */
export async function agreement(ctx: Context): Promise<Agreement | null> {
  const cells = await doubleCoding(ctx);
  if (!cells) return null;
  const found = figureOrReason(() => cohensKappa(cells));
  return found.ok ? found.figure : null;
}

/** How often the first label was right, the second one taken for the truth; null where it cannot be told. */
export function qualityOf({ bothBasic, firstOnly, secondOnly, neither }: DoubleCoding): LabelQuality | null {
  const [basic, other] = [bothBasic + secondOnly, firstOnly + neither];
  return basic === 0 || other === 0 ? null : { sensitivity: bothBasic / basic, specificity: neither / other };
}
