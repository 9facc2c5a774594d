import { byPerson, recordDeed } from "#server/audit/trail.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { notFound } from "#server/platform/errors.ts";
import { type Ladder, ladderShape } from "./ladder.ts";
import * as store from "./ladder-store.ts";

/** Saves a new version of a ladder. Those that run keep the version they began with. */
export async function saveLadder(ctx: Context, by: Person, id: number | null, ladder: Ladder): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    const ladderId = id ?? (await store.addLadder(ctx.db));
    const no = id === null ? 1 : (await newestLadder(ctx, id)).no + 1;
    const made = { made_by: by.id, made_at: ctx.clock.now() };
    await store.addLadderVersion(ctx.db, { ladder_id: ladderId, no, definition: JSON.stringify(ladder), ...made });
    const object = `ladder ${ladderId}`;
    await recordDeed(ctx, { by: byPerson(by), action: "saved a ladder", object, data: { version: no } });
    return ladderId;
  });
}

export type LadderNow = Awaited<ReturnType<typeof newestLadder>>;

/** A ladder as it is now, with all its versions, newest first. */
export async function newestLadder(ctx: Context, id: number) {
  const versions = (await store.ladderVersions(ctx.db)).filter((one) => one.ladder_id === id).reverse();
  const [newest] = versions;
  if (!newest) throw notFound("ladder");
  return { id, no: newest.no, ladder: ladderShape.parse(JSON.parse(newest.definition)), versions };
}

/** In the order in which they are tried. */
export async function listLadders(ctx: Context): Promise<LadderNow[]> {
  const ids = [...new Set((await store.ladderVersions(ctx.db)).map(({ ladder_id }) => ladder_id))];
  const ladders = await Promise.all(ids.map((id) => newestLadder(ctx, id)));
  return ladders.sort((a, b) => a.ladder.position - b.ladder.position || a.id - b.id);
}
