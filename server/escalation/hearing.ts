import type { Context } from "#server/platform/context.ts";
import { toldTo } from "./brake-store.ts";
import * as store from "./ladder-store.ts";

/** Whether anybody heard of this wait so far; of a step that was lost, nobody did. */
export const wasAnybodyTold = async (ctx: Context, about: number, id: number): Promise<boolean> =>
  (await store.firesAbout(ctx.db, about)).some(
    (row) => row.escalation_id === id && row.outcome === "told" && row.lost_at === null,
  );

const MOST_TOLD = 20_000;

/** The questions of which somebody was told by a ladder since an instant. */
export const toldSince = (ctx: Context, personId: number, since: number): Promise<{ about: number; id: number }[]> =>
  toldTo(ctx.db, personId, since, MOST_TOLD);

/** What everybody on its ladder was told of, and nobody has seen. */
export const usedUpLadders = (ctx: Context, limit: number): Promise<{ about: number; since: number }[]> =>
  store.usedUp(ctx.db, limit);
