import { byPerson, recordDeed } from "#server/audit/trail.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { forbidden, Refusal } from "#server/platform/errors.ts";
import * as store from "./key-figure-store.ts";

export type KeyFigure = {
  name: string;
  better: "higher" | "lower";
  baseline: number;
  value: number;
  measuredOn: string;
  source: string;
};

/** How much better than at the beginning, as a part of it: lead time 12 to 9 days, where lower is better, is 0.25. */
export const improvement = ({ better, baseline, value }: Pick<KeyFigure, "better" | "baseline" | "value">): number =>
  (better === "higher" ? value - baseline : baseline - value) / baseline;

/** A figure of the organisation's own, with where it began; each stays beside the ones before it. */
export async function feedKeyFigure(ctx: Context, by: Person, figure: KeyFigure): Promise<void> {
  if (!can(by, "report.goal")) throw forbidden("Only managers may feed figures.");
  if (figure.baseline <= 0) throw new Refusal(422, "The baseline is above zero: an improvement is a part of it.");
  await inTransaction(ctx, async (ctx) => {
    const { measuredOn, ...said } = figure;
    await store.addKeyFigure(ctx.db, {
      ...{ ...said, measured_on: measuredOn },
      ...{ entered_by: by.id, entered_at: ctx.clock.now() },
    });
    await recordDeed(ctx, { by: byPerson(by), action: "fed a key figure", object: figure.name, data: figure });
  });
}

export type Improved = KeyFigure & { improvement: number; enteredBy: string };

/** The last figure of each name, least improved first: the goal is for each of them, so that one says whether it is reached. */
export async function keyFiguresNow(ctx: Context): Promise<Improved[]> {
  const last = new Map((await store.keyFigures(ctx.db)).map((one) => [one.name, one]));
  return [...last.values()]
    .map((one) => ({ ...one, improvement: improvement(one) }))
    .sort((one, other) => one.improvement - other.improvement || (one.name < other.name ? -1 : 1));
}
