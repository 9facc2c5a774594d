import type { Context } from "#server/platform/context.ts";
import { aliasesOf, openersAmong, optedOut } from "./store.ts";

/**
 * Those of these people who have never opened any of these articles, as far as the journal reaches back. Whoever does
 * not want to be known is not known to be new either.
 */
export async function whoNeverOpened(
  ctx: Context,
  personIds: readonly number[],
  slugs: readonly string[],
): Promise<number[]> {
  if (personIds.length === 0) return [];
  const unknown = new Set((await optedOut(ctx.db, [...personIds])).map(({ personId }) => personId));
  const known = personIds.filter((id) => !unknown.has(id));
  if (slugs.length === 0 || known.length === 0) return known;
  const aliases = new Map((await aliasesOf(ctx.db, known)).map(({ person_id, alias }) => [person_id, alias]));
  const openers = await openersAmong(ctx.db, [...aliases.values()], slugs);
  return known.filter((id) => !openers.has(aliases.get(id) ?? ""));
}
