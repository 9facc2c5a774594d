import type { Context } from "./context.ts";

const AT_ONCE = 500;

/** Ids that things from elsewhere had there, and the ids they have here. */
export async function findImported(ctx: Pick<Context, "db">, kind: string, externalIds: readonly string[]) {
  const found = new Map<string, number>();
  for (let from = 0; from < externalIds.length; from += AT_ONCE) {
    const rows = await ctx.db
      .selectFrom("imported")
      .select(["external_id", "id"])
      .where("kind", "=", kind)
      .where("external_id", "in", externalIds.slice(from, from + AT_ONCE))
      .execute();
    for (const row of rows) found.set(row.external_id, row.id);
  }
  return found;
}

/** Call it in the transaction that brings them in. */
export async function rememberImported(
  ctx: Context,
  kind: string,
  things: readonly { externalId: string; id: number }[],
): Promise<void> {
  const imported_at = ctx.clock.now();
  for (let from = 0; from < things.length; from += AT_ONCE) {
    const rows = things
      .slice(from, from + AT_ONCE)
      .map(({ externalId, id }) => ({ kind, external_id: externalId, id, imported_at }));
    await ctx.db.insertInto("imported").values(rows).execute();
  }
}
