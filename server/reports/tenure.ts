import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import type { Week } from "#server/platform/weeks.ts";
import { newcomersBetween, saveTenures } from "./tenure-store.ts";
import type { Asked } from "./weekly-fact.ts";

/** An account younger than this when the week began is a newcomer's. */
const NEW_FOR = 90 * DAY;

export type TenureFact = { week: Week; tenure: "newer" | "older"; basic: number; exposure: number };

export const TENURE_NAMES: Record<TenureFact["tenure"], string> = {
  newer: "Accounts younger than 90 days",
  older: "Older accounts",
};

type Counted = { week: Week; from: number; to: number; accounts: number; basic: readonly Asked[] };

/** The basic questions and the accounts of a week, by how long the people are here. Nobody there, nothing kept. */
export async function countTenures(ctx: Context, { week, from, to, accounts, basic }: Counted): Promise<void> {
  const newcomers = await newcomersBetween(ctx.db, { from, to, since: from - NEW_FOR });
  const asked = basic.filter(({ personId }) => newcomers.has(personId)).length;
  const both: TenureFact[] = [
    { week, tenure: "newer", basic: asked, exposure: newcomers.size },
    { week, tenure: "older", basic: basic.length - asked, exposure: accounts - newcomers.size },
  ];
  await saveTenures(
    ctx.db,
    week,
    both.filter(({ basic, exposure }) => basic > 0 || exposure > 0),
  );
}
